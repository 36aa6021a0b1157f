package org.xorcast;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.rights.Rights;
import org.xorcast.dht.Dht;
import org.xorcast.dht.DhtLoop;
import org.xorcast.dht.DhtSettings;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;
import org.xorcast.loop.NodeLoop;
import org.xorcast.net.Transport;
import org.xorcast.net.TunnelTarget;
import org.xorcast.store.DataDir;

/**
 * One member of a network without a server.
 *
 * <pre>{@code
 * try (Node node = Node.builder().network("demo").bootstrap("10.0.0.7:4001").start()) {
 *   node.broadcast().onMessage(m -> IO.println(m.from() + ": " + m.text()));
 *   node.broadcast().publish("hello, network");
 * }
 * }</pre>
 *
 * <p>All methods are thread-safe and may block for a moment on the node's loop.
 */
public final class Node implements AutoCloseable {
  private final NodeLoop loop;
  private final EventPump events;
  private final Broadcast broadcast;
  private final Rights members;
  private final Map<TopicId, Topic> topics = new ConcurrentHashMap<>();

  Node(
      KeyPairIdentity identity,
      Ed25519 crypto,
      String network,
      Rights members,
      InetSocketAddress bind,
      List<Endpoint> bootstrap,
      List<PeerRecord> cached,
      Transport transport,
      boolean ownTransport,
      @Nullable DataDir dir,
      RelayLimits relay,
      boolean mapPort,
      int tunnelPort,
      List<TunnelTarget> tunnels,
      @Nullable DhtSettings inDht,
      Consumer<? super NodeEvent> onEvent) {
    events = new EventPump(onEvent);
    loop =
        new NodeLoop(
            identity,
            crypto,
            network,
            members,
            transport,
            ownTransport,
            dir,
            relay,
            this::deliver,
            events::offer);
    broadcast = new Broadcast(loop);
    this.members = members;
    try {
      loop.start(bind, bootstrap, cached, mapPort, tunnelPort, tunnels, inDht);
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
  }

  /** The settings of a node to be started. */
  public static NodeBuilder builder() {
    return new NodeBuilder();
  }

  /** This node's identity: its public key. */
  public PeerId id() {
    return loop.id();
  }

  /** The UDP address that the node listens on; its IP is 0.0.0.0 or [::] for all interfaces. */
  public Endpoint address() {
    return loop.address();
  }

  /** Sending to everybody, and hearing everybody. */
  public Broadcast broadcast() {
    return broadcast;
  }

  /**
   * The topic of this name in which everybody may publish.
   *
   * @param name 1 to 255 bytes of UTF-8, not blank, no control characters
   * @throws IllegalArgumentException if it is not such a name
   */
  public Topic topic(String name) {
    return topic(TopicId.open(members.group(), name), name, null);
  }

  /**
   * The topic of this name that belongs to {@code owner}.
   *
   * @param name as for {@link #topic(String)}
   */
  public Topic topic(String name, PeerId owner) {
    return topic(TopicId.owned(members.group(), owner, name), name, owner);
  }

  /**
   * The topic of this name that belongs to this node, to say who may publish there.
   *
   * @param name as for {@link #topic(String)}
   * @throws NodeClosedException if the node is closed
   */
  public OwnedTopic ownTopic(String name) {
    return new OwnedTopic(loop, topic(name, id()));
  }

  /**
   * The names of the topics in which this node has said who may publish, also in earlier runs on
   * its data directory. {@link #ownTopic} has it go on telling newcomers.
   */
  public List<String> ownTopics() {
    return loop.ownTopics();
  }

  /**
   * The invited network that this node is in, to say who may be in it too.
   *
   * @throws IllegalStateException if the network is open, or another node's
   */
  public OwnedNetwork ownNetwork() {
    PeerId owner = members.owner();
    if (owner == null || !owner.equals(id())) {
      throw new IllegalStateException(
          "this node does not own its network: start it with invitedNetwork and its own id as key");
    }
    return new OwnedNetwork(loop, members.group());
  }

  private Topic topic(TopicId id, String name, @Nullable PeerId owner) {
    return topics.computeIfAbsent(id, absent -> new Topic(loop, id, name, owner));
  }

  private void deliver(Delivery delivery) {
    TopicId id = delivery.topic();
    Group group = id == null ? broadcast : topics.get(id);
    if (group != null) {
      group.inboxes.offer(delivery);
    }
  }

  /**
   * This node in the DHT.
   *
   * @throws IllegalStateException if it was built without {@link NodeBuilder#dht}
   */
  public Dht dht() {
    DhtLoop inDht = loop.dht();
    if (inDht == null) {
      throw new IllegalStateException("the node is in no DHT: build it with dht(..)");
    }
    return Dht.on(inDht, address());
  }

  /**
   * Where this node stands: how others see it, whether strangers reach it, through which relays.
   *
   * @throws NodeClosedException if the node is closed
   */
  public Whereabouts whereabouts() {
    return loop.whereabouts();
  }

  /** The peers with a live link, as of now; none once the node is closed. */
  public List<Peer> peers() {
    return loop.peers();
  }

  /** Whether the node has found its place in the network, or is the first of it. */
  public boolean isJoined() {
    return loop.isJoined();
  }

  /**
   * Waits until {@link #isJoined}.
   *
   * @return false if that did not happen within {@code timeout}, or the node was closed before
   */
  public boolean awaitJoined(Duration timeout) throws InterruptedException {
    return loop.awaitJoined(timeout);
  }

  /** Everything counted so far; the last values once the node is closed. */
  public NodeStats stats() {
    long lost = broadcast.inboxes.lost();
    for (Topic topic : topics.values()) {
      lost += topic.inboxes.lost();
    }
    return loop.stats(lost);
  }

  /**
   * Leaves the network: tells the neighbours, saves the addresses of peers, frees port, threads and
   * data directory. Takes at most about 1.5 s. Subscriptions end when what had arrived is read. May
   * be called again, and then does nothing.
   */
  @Override
  public void close() {
    loop.close();
    broadcast.end();
    topics.values().forEach(Group::end);
    events.close();
  }

  @Override
  public String toString() {
    return "node " + id().abbreviated() + " at " + address();
  }
}
