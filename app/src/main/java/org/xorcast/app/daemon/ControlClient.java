package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.PayloadSizeException;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.rights.Limits;

/**
 * A connection to the node that runs on a data directory. Every failure is a {@link
 * CommandException} for people. One thread uses it at a time; any thread may close it.
 */
public final class ControlClient implements AutoCloseable {
  private static final int REPLY_MAX_BYTES = 1 << 20;

  private final FrameSocket socket;

  private ControlClient(FrameSocket socket) {
    this.socket = socket;
  }

  /**
   * Connects.
   *
   * @throws CommandException if no node runs there
   */
  public static ControlClient connect(Path dataDir) {
    Path file = dataDir.resolve(ControlPath.FILE);
    if (!Files.exists(file)) {
      throw noNode(dataDir, null);
    }
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        ControlPath.use(dataDir, ControlPath.FILE, channel::connect);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new ControlClient(new FrameSocket(channel, REPLY_MAX_BYTES));
    } catch (ConnectException e) {
      throw noNode(dataDir, e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          "cannot open " + file + " (" + e.getMessage() + "): only the node's own user may",
          e);
    }
  }

  private static CommandException noNode(Path dataDir, @Nullable Throwable cause) {
    String quoted = dataDir.toString().matches("[\\w./+-]+") ? "" + dataDir : "'" + dataDir + "'";
    return new CommandException(
        ExitCode.UNREACHABLE,
        "no node runs on " + dataDir + ": start one with  xorcast node --data-dir " + quoted,
        cause);
  }

  /** Who the node is, whether it has joined, and what it has counted. */
  public ObjectNode status() {
    return ask(Json.object().put("request", "status"), Frame.NO_PAYLOAD);
  }

  /** Who the node is and whom it has a link with. */
  public ObjectNode peers() {
    return ask(Json.object().put("request", "peers"), Frame.NO_PAYLOAD);
  }

  /**
   * Has the node publish a message.
   *
   * @param topic null for the whole network
   * @param name a file's name, null for a plain message
   * @param receipt how long to wait for those who have it to be counted, null for not at all
   * @return {@code id} and {@code sequence}; with a receipt also {@code reached}, how many nodes
   *     have it, and {@code complete}, whether all have answered
   * @throws PayloadSizeException if it is empty or too large
   */
  public ObjectNode publish(
      @Nullable TopicName topic,
      @Nullable String name,
      byte[] payload,
      @Nullable Duration receipt) {
    checkSize(name == null ? "the message" : name, payload);
    ObjectNode request = about("publish", topic).put("bytes", payload.length);
    if (name != null) {
      request.put("name", name);
    }
    if (receipt != null) {
      request.put("receiptMillis", receipt.toMillis());
    }
    return ask(request, Bytes.wrap(payload));
  }

  /**
   * Has the node publish the newest value of a key; otherwise like {@link #publish}.
   *
   * @param topic null for the whole network
   */
  public ObjectNode put(@Nullable TopicName topic, String key, byte[] value) {
    checkSize("the value", value);
    ObjectNode request = about("publish", topic).put("bytes", value.length).put("key", key);
    return ask(request, Bytes.wrap(value));
  }

  private static void checkSize(String what, byte[] payload) {
    if (payload.length == 0 || payload.length > Broadcast.PAYLOAD_MAX_BYTES) {
      throw new PayloadSizeException(what, payload.length);
    }
  }

  /**
   * Makes this connection a subscription, which it stays; from now on use {@link #next}.
   *
   * @param topic null for the whole network
   * @param from {@code all}, {@code latest} or a sequence: the node keeps a history, and asks
   *     others for theirs; null for messages as they come
   */
  public void subscribe(@Nullable TopicName topic, @Nullable String from) {
    ask(withFrom(about("subscribe", topic), from), Frame.NO_PAYLOAD);
  }

  /** Has {@link #next} hand out what the node keeps, up to {@link Received.Kept}. */
  public void history(@Nullable TopicName topic, @Nullable String from) {
    tell(withFrom(about("history", topic), from), Frame.NO_PAYLOAD);
  }

  private static ObjectNode withFrom(ObjectNode request, @Nullable String from) {
    return from == null ? request : request.put("from", from);
  }

  private static ObjectNode about(String request, @Nullable TopicName topic) {
    ObjectNode json = Json.object().put("request", request);
    if (topic != null) {
      topic.putInto(json);
    }
    return json;
  }

  /**
   * Lets a peer publish in a topic that belongs to the node.
   *
   * @param until the end of the right
   */
  public ObjectNode grant(String topic, String peer, Limits limits, Instant until) {
    ObjectNode request = right("grant", peer, limits, until).put("topic", topic);
    return ask(request, Frame.NO_PAYLOAD);
  }

  private static ObjectNode right(String request, String peer, Limits limits, Instant until) {
    return Json.object()
        .put("request", request)
        .put("peer", peer)
        .put("messagesPerSecond", limits.messagesPerSecond())
        .put("bytesPerSecond", limits.bytesPerSecond())
        .put("largestBytes", limits.largestBytes())
        .put("untilMillis", until.toEpochMilli());
  }

  /**
   * Makes the certificate of a member of the invited network that belongs to the node.
   *
   * @return {@code certificate}, in base64
   */
  public ObjectNode invite(String peer, Limits limits, Instant until) {
    return ask(right("invite", peer, limits, until), Frame.NO_PAYLOAD);
  }

  /** Ends a membership in the invited network that belongs to the node. */
  public ObjectNode expel(String peer) {
    ObjectNode request = Json.object().put("request", "expel").put("peer", peer);
    return ask(request, Frame.NO_PAYLOAD);
  }

  /** Takes back the right of a peer in a topic that belongs to the node. */
  public ObjectNode revoke(String topic, String peer) {
    ObjectNode request =
        Json.object().put("request", "revoke").put("topic", topic).put("peer", peer);
    return ask(request, Frame.NO_PAYLOAD);
  }

  /** What the node knows of a topic. */
  public ObjectNode topic(TopicName topic) {
    return ask(about("topic", topic), Frame.NO_PAYLOAD);
  }

  /** Waits for what the subscription has next. */
  public Received next() {
    try {
      while (true) {
        Frame frame = read();
        switch (frame.text("event")) {
          case "message" -> {
            return ReceivedMessage.of(frame);
          }
          case "lost" -> {
            return new Received.Lost(frame.header().path("count").asLong());
          }
          case "kept" -> {
            return new Received.Kept(
                frame.header().path("messages").asLong(),
                frame.header().path("historyBytes").asLong(),
                frame.header().path("damaged").asLong());
          }
          case "end" -> {
            return new Received.Ended();
          }
          default -> {
            // A newer node may say more.
          }
        }
      }
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private ObjectNode ask(ObjectNode request, Bytes payload) {
    tell(request, payload);
    try {
      return read().header();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private void tell(ObjectNode request, Bytes payload) {
    try {
      socket.write(request, payload);
    } catch (IOException closedMeanwhile) {
      // Then the node has said why, or reading fails too.
    }
  }

  private Frame read() throws IOException {
    Frame frame;
    try {
      frame = socket.read();
    } catch (ControlException e) {
      throw new IOException("it does not speak this program's control protocol", e);
    }
    if (frame == null) {
      throw new IOException("it closed the connection");
    }
    if (frame.header().has("error")) {
      throw new CommandException(
          ControlError.ofCode(frame.text("error")).exitCode(), frame.text("message"));
    }
    return frame;
  }

  private static CommandException gone(IOException e) {
    return new CommandException(
        ExitCode.FAILURE,
        "the node is gone (" + e.getMessage() + "): see what it wrote, and start it again",
        e);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILURE, "cannot close the control socket: " + e, e);
    }
  }
}
