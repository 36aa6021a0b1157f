package org.xorcast.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/**
 * Several small messages of one publisher under one signature. To the network they are one message;
 * an application gets them one by one.
 *
 * <p>The payload is {@code n x (length(varint) bytes)}. A batch of n takes n sequences, of which
 * its record names the last.
 *
 * @param count how many messages, 2 to {@value #COUNT_MAX}
 * @param largestBytes the length of the longest
 */
public record Batch(int count, int largestBytes) {
  /** Most messages of one batch. */
  public static final int COUNT_MAX = 256;

  /** The upper three bits of a record's first byte, if it is about a batch. */
  public static final int FORMAT = 0x40;

  public static final int FORMAT_MASK = 0xe0;

  /** Whether a signed record is about a batch. */
  public static boolean isMarked(byte[] signed) {
    return signed.length > 0 && (signed[0] & FORMAT_MASK) == FORMAT;
  }

  /**
   * Reads how much is in a payload, and so checks it.
   *
   * @throws WireException if it is not a batch of at least two messages
   */
  public static Batch measure(byte[] payload) {
    Reader reader = new Reader(payload);
    int count = 0;
    int largest = 0;
    while (reader.remaining() > 0) {
      int length = reader.varintInt(payload.length);
      if (length == 0 || ++count > COUNT_MAX) {
        throw new WireException("a batch has 2 to 256 messages, none of them empty");
      }
      reader.skip(length);
      largest = Math.max(largest, length);
    }
    if (count < 2) {
      throw new WireException("a batch of " + count);
    }
    return new Batch(count, largest);
  }

  public static Bytes pack(List<Bytes> messages) {
    int size = 0;
    for (Bytes message : messages) {
      size += packedBytes(message.length());
    }
    Writer writer = new Writer(size);
    messages.forEach(message -> writer.bytes(message.unwrap()));
    return Bytes.wrap(writer.toByteArray());
  }

  /** The messages of a payload that was measured. */
  static List<Bytes> unpack(byte[] payload) {
    Reader reader = new Reader(payload);
    List<Bytes> messages = new ArrayList<>();
    while (reader.remaining() > 0) {
      messages.add(Bytes.wrap(reader.bytes(payload.length)));
    }
    return messages;
  }

  /** What a message takes in a batch: with its length, which is below 2 MiB. */
  public static int packedBytes(int messageBytes) {
    return messageBytes + (messageBytes < 1 << 7 ? 1 : messageBytes < 1 << 14 ? 2 : 3);
  }

  /** The name of one message of a batch; the first has that of the batch. */
  public static MessageId idOf(MessageId batch, int index) {
    return new MessageId(batch.high(), batch.low() ^ index);
  }
}
