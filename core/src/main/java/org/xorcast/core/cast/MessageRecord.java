package org.xorcast.core.cast;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/**
 * What a publisher signs about one message. The group is signed too, though it does not travel, so
 * a record is worthless in any other network.
 *
 * <p>Bytes: {@code format(1)=1 publisher(32) session(varint) sequence(varint) created(8)
 * ttl(varint) size(varint) chunkLog2(1) root(32) named(1) [name] signature(64)}.
 *
 * @param session milliseconds since 1970 when the publisher started
 * @param sequence counts the messages of a session from 1
 * @param createdMillis the publisher's wall clock
 * @param ttlSeconds how long after its creation the message is accepted
 * @param sizeBytes of the whole payload, 1 to {@value #PAYLOAD_MAX_BYTES}
 * @param chunkLog2 chunks have {@code 2^chunkLog2} bytes, the last one what is left
 * @param root of the Merkle tree over the chunks
 * @param name a file's name, null for a plain message
 * @param signed the whole encoding with its signature
 */
public record MessageRecord(
    PeerId publisher,
    long session,
    long sequence,
    long createdMillis,
    int ttlSeconds,
    int sizeBytes,
    int chunkLog2,
    Bytes root,
    @Nullable String name,
    Bytes signed) {

  /** The largest payload, 16 MiB. */
  public static final int PAYLOAD_MAX_BYTES = 16 << 20;

  /** The longest file name in UTF-8 bytes. */
  static final int NAME_MAX_BYTES = 255;

  /** No encoded record is longer. */
  static final int SIZE_MAX_BYTES =
      1 + 32 + 9 + 9 + 8 + 5 + 4 + 1 + 32 + 1 + 2 + NAME_MAX_BYTES + 64;

  static final int CHUNK_LOG2_MIN = 12;
  static final int CHUNK_LOG2_MAX = 16;
  static final int TTL_MAX_SECONDS = 86_400;

  private static final int FORMAT = 1;
  private static final byte[] CONTEXT = "xorcast broadcast 1\0".getBytes(StandardCharsets.US_ASCII);

  /** Makes and signs a record; {@code signed} of the result holds all of it. */
  public static MessageRecord sign(
      Identity publisher,
      Bytes group,
      long session,
      long sequence,
      long createdMillis,
      int ttlSeconds,
      int sizeBytes,
      int chunkLog2,
      Bytes root,
      @Nullable String name) {
    Writer writer =
        new Writer(SIZE_MAX_BYTES)
            .u8(FORMAT)
            .peerId(publisher.peerId())
            .varint(session)
            .varint(sequence)
            .u64(createdMillis)
            .varint(ttlSeconds)
            .varint(sizeBytes)
            .u8(chunkLog2)
            .raw(root.unwrap())
            .u8(name == null ? 0 : 1);
    if (name != null) {
      writer.string(name);
    }
    byte[] signature = publisher.sign(signingInput(group, writer.toByteArray()));
    return new MessageRecord(
        publisher.peerId(),
        session,
        sequence,
        createdMillis,
        ttlSeconds,
        sizeBytes,
        chunkLog2,
        root,
        name,
        Bytes.wrap(writer.raw(signature).toByteArray()));
  }

  /** Reads a record and checks its ranges; the signature is <em>not</em> checked yet. */
  static MessageRecord decode(byte[] signed) {
    Reader reader = new Reader(signed);
    int format = reader.u8();
    if (format != FORMAT) {
      throw new WireException("message record of unknown format " + format);
    }
    MessageRecord record =
        new MessageRecord(
            reader.peerId(),
            reader.varint(Long.MAX_VALUE),
            reader.varint(Long.MAX_VALUE),
            reader.u64(),
            reader.varintInt(TTL_MAX_SECONDS),
            reader.varintInt(PAYLOAD_MAX_BYTES),
            reader.u8(),
            Bytes.wrap(reader.raw(Sha256.SIZE_BYTES)),
            reader.flag() ? reader.string(NAME_MAX_BYTES) : null,
            Bytes.wrap(signed));
    reader.raw(Verifier.SIGNATURE_BYTES);
    reader.end();
    if (record.sequence < 1 || record.sizeBytes < 1) {
      throw new WireException("sequence and size of a message start at 1");
    }
    if (record.chunkLog2 < CHUNK_LOG2_MIN || record.chunkLog2 > CHUNK_LOG2_MAX) {
      throw new WireException("chunk size 2^" + record.chunkLog2 + " is not allowed");
    }
    return record;
  }

  public boolean verify(Bytes group, Verifier verifier) {
    byte[] all = signed.unwrap();
    Reader reader = new Reader(all);
    byte[] body = reader.raw(all.length - Verifier.SIGNATURE_BYTES);
    return verifier.verify(publisher, signingInput(group, body), reader.rest());
  }

  /** The message's name: its hash without the signature, so that a re-signed record keeps it. */
  public MessageId id(Bytes group) {
    byte[] all = signed.unwrap();
    byte[] body = new Reader(all).raw(all.length - Verifier.SIGNATURE_BYTES);
    return new Reader(Sha256.of(signingInput(group, body))).messageId();
  }

  private static byte[] signingInput(Bytes group, byte[] body) {
    return new Writer(CONTEXT.length + group.length() + body.length)
        .raw(CONTEXT)
        .raw(group.unwrap())
        .raw(body)
        .toByteArray();
  }

  int chunkCount() {
    return (sizeBytes + chunkSize() - 1) >> chunkLog2;
  }

  private int chunkSize() {
    return 1 << chunkLog2;
  }

  /** The length of chunk {@code index} in bytes. */
  int chunkLength(int index) {
    return Math.min(chunkSize(), sizeBytes - (index << chunkLog2));
  }
}
