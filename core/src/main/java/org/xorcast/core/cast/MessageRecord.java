package org.xorcast.core.cast;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Batch;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.Names;
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
 * <p>It travels with every payload over every link, so it says nothing that the receiver can tell
 * by itself: a payload of one chunk is hashed instead of naming its root.
 *
 * <p>Bytes: {@code format and flags(1) publisher(32) session(varint) sequence(varint)
 * created-session(varint) [ttl(varint)] [receipt(varint)] [size(varint) chunkLog2(1) root(32)]
 * [name] [key] signature(64)}.
 *
 * <p>A second format is for a {@link Batch}: a single chunk without name and receipt, whose payload
 * says how many messages it holds.
 *
 * @param session milliseconds since 1970 when the publisher started
 * @param sequence counts the messages of a session from 1; of a batch that of its last message
 * @param createdMillis the publisher's wall clock, at least {@code session}
 * @param ttlSeconds how long after its creation the message is accepted
 * @param receipt what the publisher wants to know about who has the message, null for nothing
 * @param sizeBytes of the whole payload, 1 to {@value #PAYLOAD_MAX_BYTES}
 * @param chunkLog2 chunks have {@code 2^chunkLog2} bytes, the last one what is left
 * @param root of the Merkle tree over the chunks
 * @param name a file's name, null for a plain message
 * @param key of what the payload is the newest value from this publisher, null if it is no value
 * @param batch what is in the payload if several messages are signed together, null if it is one
 * @param signed the whole encoding with its signature
 */
public record MessageRecord(
    PeerId publisher,
    long session,
    long sequence,
    long createdMillis,
    int ttlSeconds,
    @Nullable ReceiptRequest receipt,
    int sizeBytes,
    int chunkLog2,
    Bytes root,
    @Nullable String name,
    @Nullable String key,
    @Nullable Batch batch,
    Bytes signed) {

  /** The largest payload, 16 MiB. */
  public static final int PAYLOAD_MAX_BYTES = 16 << 20;

  /** The longest file name in UTF-8 bytes. */
  static final int NAME_MAX_BYTES = 255;

  /** No encoded record is longer. */
  public static final int SIZE_MAX_BYTES =
      1 + 32 + 9 + 9 + 9 + 5 + 3 + 4 + 1 + 32 + 2 * (2 + NAME_MAX_BYTES) + 64;

  static final int CHUNK_LOG2_MIN = 12;
  static final int CHUNK_LOG2_MAX = 16;
  static final int TTL_MAX_SECONDS = 86_400;

  /** Goes without saying. */
  static final int TTL_USUAL_SECONDS = 600;

  private static final int FORMAT = 0x20;
  private static final int NAMED = 1;
  private static final int MANY_CHUNKS = 2;
  private static final int OTHER_TTL = 4;
  private static final int RECEIPT = 8;
  private static final int KEYED = 0x10;
  private static final int FLAGS = NAMED | MANY_CHUNKS | OTHER_TTL | RECEIPT | KEYED;
  private static final byte[] CONTEXT = "xorcast broadcast 1\0".getBytes(StandardCharsets.US_ASCII);

  /** Makes and signs a record that asks for no receipt. */
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
    return sign(
        publisher,
        group,
        session,
        sequence,
        createdMillis,
        ttlSeconds,
        null,
        sizeBytes,
        chunkLog2,
        root,
        name,
        null);
  }

  /**
   * Makes and signs a record; {@code signed} of the result holds all of it.
   *
   * @param createdMillis at least {@code session}
   * @param key as {@link Names} allow
   */
  static MessageRecord sign(
      Identity publisher,
      Bytes group,
      long session,
      long sequence,
      long createdMillis,
      int ttlSeconds,
      @Nullable ReceiptRequest receipt,
      int sizeBytes,
      int chunkLog2,
      Bytes root,
      @Nullable String name,
      @Nullable String key) {
    boolean many = sizeBytes > 1 << chunkLog2;
    boolean otherTtl = ttlSeconds != TTL_USUAL_SECONDS;
    int flags =
        (name == null ? 0 : NAMED)
            | (many ? MANY_CHUNKS : 0)
            | (otherTtl ? OTHER_TTL : 0)
            | (receipt == null ? 0 : RECEIPT)
            | (key == null ? 0 : KEYED);
    Writer writer =
        new Writer(SIZE_MAX_BYTES)
            .u8(FORMAT | flags)
            .peerId(publisher.peerId())
            .varint(session)
            .varint(sequence)
            .varint(createdMillis - session);
    if (otherTtl) {
      writer.varint(ttlSeconds);
    }
    if (receipt != null) {
      writer.varint(2L * receipt.deadlineMillis() + (receipt.ids() ? 1 : 0));
    }
    if (many) {
      writer.varint(sizeBytes).u8(chunkLog2).raw(root.unwrap());
    }
    if (name != null) {
      writer.string(name);
    }
    if (key != null) {
      writer.string(key);
    }
    byte[] signature = publisher.sign(signingInput(group, writer.toByteArray(), many, root));
    return new MessageRecord(
        publisher.peerId(),
        session,
        sequence,
        createdMillis,
        ttlSeconds,
        receipt,
        sizeBytes,
        many ? chunkLog2 : CHUNK_LOG2_MAX,
        root,
        name,
        key,
        null,
        Bytes.wrap(writer.raw(signature).toByteArray()));
  }

  /**
   * Makes and signs a record for a batch.
   *
   * @param sequence of the last message
   * @param createdMillis at least {@code session}
   * @param payload as {@link Batch#pack} makes it, at most a chunk
   */
  static MessageRecord signBatch(
      Identity publisher,
      Bytes group,
      long session,
      long sequence,
      long createdMillis,
      int ttlSeconds,
      Bytes payload) {
    Batch batch = Batch.measure(payload.unwrap());
    boolean otherTtl = ttlSeconds != TTL_USUAL_SECONDS;
    Writer writer =
        new Writer(SIZE_MAX_BYTES)
            .u8(Batch.FORMAT | (otherTtl ? OTHER_TTL : 0))
            .peerId(publisher.peerId())
            .varint(session)
            .varint(sequence)
            .varint(createdMillis - session);
    if (otherTtl) {
      writer.varint(ttlSeconds);
    }
    Bytes root = MerkleTree.rootOfOne(payload.unwrap());
    byte[] signature = publisher.sign(signingInput(group, writer.toByteArray(), false, root));
    return new MessageRecord(
        publisher.peerId(),
        session,
        sequence,
        createdMillis,
        ttlSeconds,
        null,
        payload.length(),
        CHUNK_LOG2_MAX,
        root,
        null,
        null,
        batch,
        Bytes.wrap(writer.raw(signature).toByteArray()));
  }

  /** Whether a record of these bytes is about a payload of more than one chunk. */
  public static boolean hasManyChunks(byte[] signed) {
    return signed.length > 0 && (signed[0] & MANY_CHUNKS) != 0;
  }

  /**
   * Reads a record and checks its ranges; the signature is <em>not</em> checked yet.
   *
   * @param body the chunk that came with it
   */
  public static MessageRecord decode(byte[] signed, byte[] body) {
    Reader reader = new Reader(signed);
    int first = reader.u8();
    boolean batched = (first & ~OTHER_TTL) == Batch.FORMAT;
    if (!batched && (first & ~FLAGS) != FORMAT) {
      throw new WireException("message record of unknown format " + first);
    }
    boolean many = (first & MANY_CHUNKS) != 0;
    PeerId publisher = reader.peerId();
    long session = reader.varint(Long.MAX_VALUE);
    long sequence = reader.varint(Long.MAX_VALUE);
    long createdMillis = session + reader.varint(Long.MAX_VALUE - session);
    boolean otherTtl = (first & OTHER_TTL) != 0;
    int ttlSeconds = otherTtl ? reader.varintInt(TTL_MAX_SECONDS) : TTL_USUAL_SECONDS;
    ReceiptRequest receipt = (first & RECEIPT) != 0 ? readReceipt(reader) : null;
    int sizeBytes = many ? reader.varintInt(PAYLOAD_MAX_BYTES) : body.length;
    int chunkLog2 = many ? reader.u8() : CHUNK_LOG2_MAX;
    Bytes root = many ? Bytes.wrap(reader.raw(Sha256.SIZE_BYTES)) : MerkleTree.rootOfOne(body);
    String name = (first & NAMED) != 0 ? reader.string(NAME_MAX_BYTES) : null;
    String key = (first & KEYED) != 0 ? readKey(reader) : null;
    reader.raw(Verifier.SIGNATURE_BYTES);
    reader.end();
    if (sequence < 1 || sizeBytes < 1) {
      throw new WireException("sequence and size of a message start at 1");
    }
    if (chunkLog2 < CHUNK_LOG2_MIN || chunkLog2 > CHUNK_LOG2_MAX) {
      throw new WireException("chunk size 2^" + chunkLog2 + " is not allowed");
    }
    if (many != sizeBytes > 1 << chunkLog2 || otherTtl && ttlSeconds == TTL_USUAL_SECONDS) {
      throw new WireException("message record not in shortest form");
    }
    Batch batch = batched ? Batch.measure(body) : null;
    if (batch != null && sequence < batch.count()) {
      throw new WireException("a batch whose first message has no sequence");
    }
    return new MessageRecord(
        publisher,
        session,
        sequence,
        createdMillis,
        ttlSeconds,
        receipt,
        sizeBytes,
        chunkLog2,
        root,
        name,
        key,
        batch,
        Bytes.wrap(signed));
  }

  private static String readKey(Reader reader) {
    String key = reader.string(Names.MAX_BYTES);
    try {
      Names.check("a key", key);
    } catch (IllegalArgumentException e) {
      throw new WireException(String.valueOf(e.getMessage()));
    }
    return key;
  }

  private static ReceiptRequest readReceipt(Reader reader) {
    int both = reader.varintInt(2 * ReceiptRequest.DEADLINE_MAX_MILLIS + 1);
    if (both < 2) {
      throw new WireException("a receipt's deadline starts at 1 ms");
    }
    return new ReceiptRequest(both >>> 1, (both & 1) != 0);
  }

  public boolean verify(Bytes group, Verifier verifier) {
    byte[] all = signed.unwrap();
    Reader reader = new Reader(all);
    byte[] body = reader.raw(all.length - Verifier.SIGNATURE_BYTES);
    return verifier.verify(
        publisher, signingInput(group, body, chunkCount() > 1, root), reader.rest());
  }

  /** The message's name: its hash without the signature, so that a re-signed record keeps it. */
  public MessageId id(Bytes group) {
    byte[] all = signed.unwrap();
    byte[] body = new Reader(all).raw(all.length - Verifier.SIGNATURE_BYTES);
    byte[] hash = Sha256.of(signingInput(group, body, chunkCount() > 1, root));
    return new Reader(hash).messageId();
  }

  private static byte[] signingInput(Bytes group, byte[] body, boolean many, Bytes root) {
    Writer writer =
        new Writer(CONTEXT.length + group.length() + body.length + Sha256.SIZE_BYTES)
            .raw(CONTEXT)
            .raw(group.unwrap())
            .raw(body);
    // Of many chunks the root is part of the body.
    return (many ? writer : writer.raw(root.unwrap())).toByteArray();
  }

  /** Whether it is about a value, which replaces an older one of its publisher and key. */
  public boolean isValue() {
    return key != null;
  }

  /** How many messages it is about. */
  public int messageCount() {
    return batch == null ? 1 : batch.count();
  }

  /** The sequence of the first of its messages. */
  public long firstSequence() {
    return sequence - messageCount() + 1;
  }

  /** The size of the largest of its messages. */
  public int largestBytes() {
    return batch == null ? sizeBytes : batch.largestBytes();
  }

  public int chunkCount() {
    return (sizeBytes + chunkSize() - 1) >> chunkLog2;
  }

  private int chunkSize() {
    return 1 << chunkLog2;
  }

  /** The length of chunk {@code index} in bytes. */
  public int chunkLength(int index) {
    return Math.min(chunkSize(), sizeBytes - (index << chunkLog2));
  }
}
