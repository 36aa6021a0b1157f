package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.PayloadSizeException;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.core.id.Bytes;

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
   * @param name a file's name, null for a plain message
   * @return {@code id} and {@code sequence}
   * @throws PayloadSizeException if it is empty or too large
   */
  public ObjectNode publish(@Nullable String name, byte[] payload) {
    return publish(Json.object(), name, payload);
  }

  /** Has the node publish to a topic; otherwise like {@link #publish(String, byte[])}. */
  public ObjectNode publish(TopicName topic, @Nullable String name, byte[] payload) {
    ObjectNode request = Json.object();
    topic.putInto(request);
    return publish(request, name, payload);
  }

  private ObjectNode publish(ObjectNode request, @Nullable String name, byte[] payload) {
    if (payload.length == 0 || payload.length > Broadcast.PAYLOAD_MAX_BYTES) {
      throw new PayloadSizeException(name == null ? "the message" : name, payload.length);
    }
    request.put("request", "publish").put("bytes", payload.length);
    if (name != null) {
      request.put("name", name);
    }
    return ask(request, Bytes.wrap(payload));
  }

  /** Makes this connection a subscription, which it stays; from now on use {@link #next}. */
  public void subscribe() {
    ask(Json.object().put("request", "subscribe"), Frame.NO_PAYLOAD);
  }

  /** As {@link #subscribe()}, to a topic. */
  public void subscribe(TopicName topic) {
    ObjectNode request = Json.object().put("request", "subscribe");
    topic.putInto(request);
    ask(request, Frame.NO_PAYLOAD);
  }

  /** What the node knows of a topic. */
  public ObjectNode topic(TopicName topic) {
    ObjectNode request = Json.object().put("request", "topic");
    topic.putInto(request);
    return ask(request, Frame.NO_PAYLOAD);
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
    try {
      try {
        socket.write(request, payload);
      } catch (IOException closedMeanwhile) {
        // Then the node has said why, or the next line fails too.
      }
      return read().header();
    } catch (IOException e) {
      throw gone(e);
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
