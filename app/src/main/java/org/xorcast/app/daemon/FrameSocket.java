package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.app.Json;
import org.xorcast.core.id.Bytes;

/**
 * One end of a control connection. One thread may read while another writes; closing it from a
 * third ends both.
 */
final class FrameSocket implements Closeable {
  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private final int headerMaxBytes;

  /**
   * @param headerMaxBytes the longest header that is read
   */
  FrameSocket(SocketChannel channel, int headerMaxBytes) {
    this.channel = channel;
    this.headerMaxBytes = headerMaxBytes;
    in = new BufferedInputStream(Channels.newInputStream(channel));
    out = Channels.newOutputStream(channel);
  }

  /**
   * Waits for the next frame.
   *
   * @return null when the other end has closed
   * @throws ControlException if what comes is no frame, or too long
   */
  @Nullable Frame read() throws IOException {
    String line = readLine();
    if (line == null) {
      return null;
    }
    ObjectNode header;
    try {
      header = Json.parse(line);
    } catch (IllegalArgumentException e) {
      throw new ControlException(ControlError.BAD_REQUEST, "the header is " + e.getMessage(), e);
    }
    byte[] payload = in.readNBytes(payloadBytes(header));
    if (payload.length < payloadBytes(header)) {
      throw new EOFException("closed in the middle of a payload");
    }
    return new Frame(header, Bytes.wrap(payload));
  }

  private static int payloadBytes(ObjectNode header) {
    JsonNode bytes = header.path("bytes");
    if (bytes.isMissingNode()) {
      return 0;
    }
    if (!bytes.canConvertToExactIntegral() || bytes.asLong(-1) < 0) {
      throw new ControlException(ControlError.BAD_REQUEST, "\"bytes\" is no count of bytes");
    }
    if (bytes.asLong() > Broadcast.PAYLOAD_MAX_BYTES) {
      throw new ControlException(
          ControlError.TOO_LARGE,
          "the message has "
              + bytes.asLong()
              + " bytes and the limit is "
              + Broadcast.PAYLOAD_MAX_BYTES
              + ": send it in parts");
    }
    return bytes.asInt();
  }

  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.size() > 0) {
          throw new EOFException("closed in the middle of a header");
        }
        return null;
      }
      if (line.size() == headerMaxBytes) {
        throw new ControlException(
            ControlError.BAD_REQUEST, "the header is longer than " + headerMaxBytes + " bytes");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  void write(ObjectNode header) throws IOException {
    write(header, Frame.NO_PAYLOAD);
  }

  /** Writes both, and waits for as long as the other end does not read. */
  void write(ObjectNode header, Bytes payload) throws IOException {
    out.write((Json.line(header) + "\n").getBytes(StandardCharsets.UTF_8));
    out.write(payload.unwrap());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
