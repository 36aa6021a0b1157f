package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.Group;
import org.xorcast.History;
import org.xorcast.HistoryException;
import org.xorcast.HistoryStats;
import org.xorcast.Message;
import org.xorcast.NoPeersException;
import org.xorcast.NoRightException;
import org.xorcast.Node;
import org.xorcast.NodeClosedException;
import org.xorcast.OwnedNetwork;
import org.xorcast.OwnedTopic;
import org.xorcast.PayloadSizeException;
import org.xorcast.Published;
import org.xorcast.Receipts;
import org.xorcast.Reception;
import org.xorcast.Subscription;
import org.xorcast.TooFastException;
import org.xorcast.Topic;
import org.xorcast.app.Json;
import org.xorcast.core.engine.From;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Limits;

/**
 * The node's end of one control connection: reads a request, does it, answers, until it is closed.
 */
final class ControlSession implements Runnable {
  /** Longer than what a request needs by far, even one with the longest name. */
  static final int REQUEST_MAX_BYTES = 16 * 1024;

  private static final Duration FIRST_PEER_WAIT = Duration.ofSeconds(10);
  private static final long FIRST_PEER_POLL_MILLIS = 50;
  private static final Logger log = LoggerFactory.getLogger(ControlSession.class);

  private final Node node;
  private final String network;
  private final FrameSocket socket;
  private final long nodeStartNanos;

  ControlSession(Node node, String network, FrameSocket socket, long nodeStartNanos) {
    this.node = node;
    this.network = network;
    this.socket = socket;
    this.nodeStartNanos = nodeStartNanos;
  }

  @Override
  public void run() {
    try (socket) {
      boolean more = true;
      while (more) {
        more = serveNext();
      }
    } catch (IOException e) {
      log.debug("a control connection ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false when the connection is over. */
  private boolean serveNext() throws IOException, InterruptedException {
    try {
      Frame request = socket.read();
      if (request == null) {
        return false;
      }
      return serve(request);
    } catch (ControlException e) {
      socket.write(Replies.error(e.error(), String.valueOf(e.getMessage())));
      // After nonsense nobody knows where the next request starts.
      return e.error() != ControlError.BAD_REQUEST && e.error() != ControlError.TOO_LARGE;
    } catch (RuntimeException e) {
      log.error("a control request failed", e);
      socket.write(Replies.error(ControlError.INTERNAL, "the node failed: " + e));
      return true;
    }
  }

  private boolean serve(Frame request) throws IOException, InterruptedException {
    String name = request.text("request");
    switch (name) {
      case "publish" -> publish(request);
      case "peers" -> socket.write(Replies.peers(node, network));
      case "topic" -> socket.write(Replies.topic(topic(request), request.textOrNull("owner")));
      case "grant" -> grant(request);
      case "revoke" -> revoke(request);
      case "invite" -> invite(request);
      case "expel" -> expel(request);
      case "history" -> history(group(request), from(request, From.all()));
      case "status" -> socket.write(Replies.status(node, network));
      case "subscribe" -> {
        subscribe(group(request), request);
        return false;
      }
      default ->
          throw new ControlException(
              ControlError.BAD_REQUEST,
              "\"request\" is none of publish, subscribe, history, topic, grant, revoke, invite,"
                  + " expel, peers and status");
    }
    return true;
  }

  private void publish(Frame request) throws IOException, InterruptedException {
    if (request.payload().length() == 0) {
      throw new ControlException(
          ControlError.EMPTY,
          "the message is empty: a message has 1 to " + Group.PAYLOAD_MAX_BYTES + " bytes");
    }
    awaitFirstPeer();
    Group group = group(request);
    try {
      Published published = publish(group, request);
      Reception reception = published.reception();
      if (reception != null) {
        reception.reached().join();
      }
      socket.write(Replies.published(published));
    } catch (NoPeersException e) {
      throw new ControlException(ControlError.NO_PEERS, noPeers(), e);
    } catch (NoRightException e) {
      throw new ControlException(ControlError.NO_RIGHT, String.valueOf(e.getMessage()), e);
    } catch (TooFastException e) {
      throw new ControlException(ControlError.TOO_FAST, String.valueOf(e.getMessage()), e);
    } catch (NodeClosedException | CompletionException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    } catch (PayloadSizeException | IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private static Published publish(Group group, Frame request) {
    String name = request.textOrNull("name");
    String key = request.textOrNull("key");
    byte[] payload = request.payload().unwrap();
    if (key != null) {
      return put(group, key, payload);
    }
    if (!request.header().has("receiptMillis")) {
      return name == null ? group.publish(payload) : group.publish(name, payload);
    }
    Duration deadline = Duration.ofMillis(request.header().path("receiptMillis").asLong());
    Receipts receipts = new Receipts(deadline, request.header().path("ids").asBoolean());
    return name == null ? group.publish(payload, receipts) : group.publish(name, payload, receipts);
  }

  private static Published put(Group group, String key, byte[] value) {
    try {
      return group.put(key, value);
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_KEY, String.valueOf(e.getMessage()), e);
    }
  }

  private String noPeers() {
    return "no peer is connected, so nobody would get the message: start more nodes of network \""
        + network
        + "\", or check this node's --bootstrap addresses and the firewalls";
  }

  /** A script starts two nodes and publishes at once: the first may not know the second yet. */
  private void awaitFirstPeer() throws InterruptedException {
    long startNanos = System.nanoTime();
    while (node.peers().isEmpty() && isYoung(startNanos)) {
      Thread.sleep(FIRST_PEER_POLL_MILLIS);
    }
  }

  private boolean isYoung(long waitingSinceNanos) {
    long now = System.nanoTime();
    long patience = FIRST_PEER_WAIT.toNanos();
    return now - waitingSinceNanos < patience
        && (!node.isJoined() || now - nodeStartNanos < patience);
  }

  /** The topic that the request names, else the whole network. */
  private Group group(Frame request) {
    return request.header().has("topic") ? topic(request) : node.broadcast();
  }

  private Topic topic(Frame request) {
    String owner = request.textOrNull("owner");
    try {
      String name = request.text("topic");
      return owner == null ? node.topic(name) : node.topic(name, PeerId.parse(owner));
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_TOPIC, String.valueOf(e.getMessage()), e);
    }
  }

  // ---- rights -----------------------------------------------------------------------------------

  private void grant(Frame request) throws IOException {
    PeerId peer = peer(request.text("peer"));
    Limits limits = limits(request);
    OwnedTopic topic = ownTopic(request);
    try {
      topic.grant(peer, limits, until(request));
    } catch (NodeClosedException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    }
    socket.write(Replies.topic(topic.topic(), node.id().toString()));
  }

  private static Limits limits(Frame request) {
    try {
      return new Limits(
          request.header().path("messagesPerSecond").asLong(),
          request.header().path("bytesPerSecond").asLong(),
          request.header().path("largestBytes").asInt());
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_LIMITS, String.valueOf(e.getMessage()), e);
    }
  }

  private static Instant until(Frame request) {
    return Instant.ofEpochMilli(request.header().path("untilMillis").asLong());
  }

  private void invite(Frame request) throws IOException {
    PeerId peer = peer(request.text("peer"));
    Limits limits = limits(request);
    try {
      byte[] certificate = ownNetwork().invite(peer, limits, until(request));
      socket.write(
          Json.object()
              .put("peer", peer.toString())
              .put("certificate", Base64.getEncoder().encodeToString(certificate)));
    } catch (NodeClosedException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    }
  }

  private void expel(Frame request) throws IOException {
    PeerId peer = peer(request.text("peer"));
    try {
      ownNetwork().expel(peer);
      socket.write(Json.object().put("peer", peer.toString()));
    } catch (NodeClosedException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    }
  }

  private OwnedNetwork ownNetwork() {
    try {
      return node.ownNetwork();
    } catch (IllegalStateException e) {
      throw new ControlException(
          ControlError.NOT_OWNER,
          "this node does not own its network: start it with --owner me, or ask the owner",
          e);
    }
  }

  private void revoke(Frame request) throws IOException {
    PeerId peer = peer(request.text("peer"));
    OwnedTopic topic = ownTopic(request);
    try {
      topic.revoke(peer);
    } catch (NodeClosedException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    }
    socket.write(Replies.topic(topic.topic(), node.id().toString()));
  }

  private OwnedTopic ownTopic(Frame request) {
    try {
      return node.ownTopic(request.text("topic"));
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_TOPIC, String.valueOf(e.getMessage()), e);
    }
  }

  private static PeerId peer(String text) {
    try {
      return PeerId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_PEER, String.valueOf(e.getMessage()), e);
    }
  }

  // ---- what is kept -----------------------------------------------------------------------------

  private static From from(Frame request, From usual) {
    JsonNode from = request.header().path("from");
    if (from.isMissingNode()) {
      return usual;
    }
    return switch (from.asText()) {
      case "all" -> From.all();
      case "latest" -> From.latest();
      default -> {
        try {
          yield From.sequence(from.asLong());
        } catch (IllegalArgumentException e) {
          throw new ControlException(
              ControlError.BAD_REQUEST, "\"from\" is neither all, latest nor a sequence", e);
        }
      }
    };
  }

  /** Writes all that is kept, then its sum. */
  private void history(Group group, From from) throws IOException {
    try {
      group.readKept(
          from,
          message -> {
            try {
              socket.write(Replies.message(message), Bytes.wrap(message.bytes()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      HistoryStats stats = group.history().orElseThrow();
      socket.write(Replies.kept(stats));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (HistoryException e) {
      throw new ControlException(ControlError.HISTORY, String.valueOf(e.getMessage()), e);
    }
  }

  private static Subscription open(Group group, Frame request) {
    try {
      return request.header().has("from")
          ? group.replay(from(request, From.latest()), History.disk())
          : group.subscribe();
    } catch (HistoryException e) {
      throw new ControlException(ControlError.HISTORY, String.valueOf(e.getMessage()), e);
    }
  }

  private void subscribe(Group group, Frame request) throws IOException, InterruptedException {
    try (Subscription subscription = open(group, request)) {
      socket.write(Replies.event("subscribed"));
      Thread.ofVirtual().name("xorcast-control-end").start(() -> closeAtEnd(subscription));
      long lost = 0;
      for (Message message : subscription) {
        lost = reportLost(subscription.lost(), lost);
        socket.write(Replies.message(message), Bytes.wrap(message.bytes()));
      }
      reportLost(subscription.lost(), lost);
      socket.write(Replies.event("end"));
    } catch (NodeClosedException e) {
      throw new ControlException(ControlError.STOPPING, "the node is stopping", e);
    }
  }

  /** What a full subscription drops is older than what it hands out next. */
  private long reportLost(long lost, long reported) throws IOException {
    if (lost > reported) {
      socket.write(Replies.event("lost").put("count", lost - reported));
    }
    return lost;
  }

  /** A subscriber says nothing more, so the next thing to be read is its end. */
  private void closeAtEnd(Subscription subscription) {
    try (subscription;
        socket) {
      @Nullable Frame unexpected = socket.read();
      if (unexpected != null) {
        log.debug("a subscriber sent another request and is closed");
      }
    } catch (IOException | ControlException e) {
      log.debug("a subscriber ended: {}", e.toString());
    }
  }
}
