package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.RightsMessage;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/**
 * What neighbours say to each other to broadcast. Wire formats: docs/protocol/broadcast.md.
 *
 * <p>Public for the simulator's adversaries, who speak the protocol without keeping to it.
 */
public sealed interface CastMessage {
  /** In {@link Ack} and {@link Probe}: the whole message instead of one of its chunks. */
  int WHOLE = -1;

  /** Most chunks of a message: 16 MiB in chunks of 4 KiB. */
  int CHUNKS_MAX = MessageRecord.PAYLOAD_MAX_BYTES >> MessageRecord.CHUNK_LOG2_MIN;

  /** Most announcements in one {@link IHave}. */
  int ANNOUNCEMENTS_MAX = 64;

  /** Most publishers in one {@link Vector}. */
  int PUBLISHERS_MAX = 512;

  /** Most ids in one {@link Receipt}. */
  int RECEIPT_IDS_MAX = 64;

  int PROOF_MAX = 12;

  /** Why a payload comes. */
  enum Mode {
    /** Down the tree, unasked. */
    TREE,
    /** As answer to {@link IWant}. */
    PULLED,
    /** From a publisher outside of the group: the receiver is to do what a publisher does. */
    ENTRY
  }

  /** What became of a push or probe. */
  enum Code {
    /** It was new here. */
    NEW,
    /** It was here already. */
    HAVE,
    /** It is not here yet but on its way from somebody else. */
    PENDING,
    /**
     * It will not be taken: a check failed, its publisher is over its limit, or there is no room.
     * As answer to {@link IWant}: it is not here.
     */
    REFUSED,
    /** It is here, but the tree did not bring it. */
    MENDED
  }

  /**
   * One chunk with all that is needed to verify it alone.
   *
   * @param height TREE only: the receiver is responsible for its buckets below this
   * @param hop links from the publisher to the receiver
   */
  record Push(
      Mode mode,
      int height,
      int hop,
      MessageRecord record,
      int chunk,
      List<Bytes> proof,
      Bytes body)
      implements CastMessage {}

  /**
   * @param waited how long it was held back, in halves of a millisecond, 0 to 31
   */
  record Ack(MessageId id, int chunk, Code code, int waited) implements CastMessage {
    private static final int WAITED_MAX = 31;
    private static final long HALF_MILLI_NANOS = 500_000;

    public Ack(MessageId id, int chunk, Code code) {
      this(id, chunk, code, 0);
    }

    static int waited(long nanos) {
      return Math.clamp(nanos / HALF_MILLI_NANOS, 0, WAITED_MAX);
    }

    long waitedNanos() {
      return waited * HALF_MILLI_NANOS;
    }
  }

  /** "I have these." */
  record IHave(List<Announcement> announcements) implements CastMessage {}

  /** Why somebody is told of a message, which says how long it should wait for the tree. */
  enum Reason {
    /** As a second way into a region. */
    CROSS_LINK,
    /** The same for a message of many chunks, which takes its time. */
    CROSS_LINK_LARGE,
    /** Found missing by comparing digests. */
    EXCHANGE
  }

  /** The sender has this message. */
  record Announcement(MessageId id, Reason reason) {}

  /** "Do you have it? If so, be responsible for your buckets below {@code height}." */
  record Probe(MessageId id, int chunk, int height) implements CastMessage {}

  /**
   * Nobody whom the sender knows in the subtree of {@code height} around {@code region} answers:
   * the receiver, who has the message and sits close by, is to see to it.
   */
  record Cover(MessageId id, int chunk, int height, NodeId region) implements CastMessage {}

  /** "Send me these chunks." Who knows nothing of a message but its id asks for chunk 0. */
  record IWant(MessageId id, BitSet chunks) implements CastMessage {}

  /** What a receipt says besides its number. */
  enum Tally {
    /** More may follow. */
    PARTIAL,
    /** All have answered for whom the sender is responsible. */
    COMPLETE,
    /** This frame only brings ids, another one follows at once. */
    CONTINUED,
    /** As an answer: the receipt does not belong here. */
    REFUSED
  }

  /**
   * How many nodes have the message in the part of the tree below the sender, itself included.
   *
   * @param hop links from the publisher to the sender
   * @param ids some of these nodes, if the message asks for them
   */
  record Receipt(MessageId id, int count, int hop, Tally tally, List<PeerId> ids)
      implements CastMessage {}

  /**
   * A receipt whose sender has lost its parent, on its way to the publisher over whoever is closer
   * to it.
   *
   * @param origin whose receipt it is
   */
  record Relayed(PeerId publisher, PeerId origin, Receipt receipt) implements CastMessage {}

  /** A hash over everything the sender has seen; only a different one is answered. */
  record Digest(long hash) implements CastMessage {}

  /**
   * What the sender has seen.
   *
   * @param ageMillis how long the sender has been running: older messages do not interest it
   * @param answer whether this answers a {@link Vector}, so that no answer follows
   */
  record Vector(long ageMillis, boolean answer, List<Seen> publishers) implements CastMessage {}

  /**
   * @param publisher first 8 bytes of the publisher's node id
   * @param contiguous everything up to this sequence has been seen or given up
   * @param ahead bit i: sequence {@code contiguous + 1 + i} has been seen
   */
  record Seen(long publisher, long session, long contiguous, BitSet ahead) {
    boolean covers(long sequence) {
      return sequence <= contiguous
          || (sequence - contiguous - 1 < SequenceWindow.SIZE
              && ahead.get((int) (sequence - contiguous - 1)));
    }
  }

  /** About values. */
  record OfState(StateMessage message) implements CastMessage {}

  /** About who may publish. */
  record OfRights(RightsMessage message) implements CastMessage {}

  /** The frame without a push's body, which follows it. */
  default byte[] encode() {
    return switch (this) {
      case Push m -> {
        Writer writer = new Writer(256).u8(FrameType.PUSH.number());
        writer.u8(m.mode.ordinal()).u8(m.height).u8(m.hop).bytes(m.record.signed().unwrap());
        if (m.record.chunkCount() > 1) {
          writer.varint(m.chunk).varint(m.proof.size());
          m.proof.forEach(hash -> writer.raw(hash.unwrap()));
        }
        yield writer.toByteArray();
      }
      case Ack m ->
          Writer.frame(FrameType.ACK)
              .messageId(m.id)
              .varint(m.chunk + 1)
              .u8(m.waited << 3 | m.code.ordinal())
              .toByteArray();
      case IHave m -> {
        Writer writer = Writer.frame(FrameType.IHAVE).varint(m.announcements.size());
        for (Announcement a : m.announcements) {
          writer.messageId(a.id).u8(a.reason.ordinal());
        }
        yield writer.toByteArray();
      }
      case Probe m ->
          Writer.frame(FrameType.PROBE)
              .messageId(m.id)
              .varint(m.chunk + 1)
              .u8(m.height)
              .toByteArray();
      case Cover m ->
          Writer.frame(FrameType.COVER)
              .messageId(m.id)
              .varint(m.chunk + 1)
              .u8(m.height)
              .nodeId(m.region)
              .toByteArray();
      case IWant m ->
          Writer.frame(FrameType.IWANT).messageId(m.id).bytes(m.chunks.toByteArray()).toByteArray();
      case Receipt m -> write(m, Writer.frame(FrameType.RECEIPT)).toByteArray();
      case Relayed m -> {
        Writer writer = Writer.frame(FrameType.RELAYED).peerId(m.publisher).peerId(m.origin);
        yield write(m.receipt, writer).toByteArray();
      }
      case Digest m -> Writer.frame(FrameType.DIGEST).u64(m.hash).toByteArray();
      case OfRights m -> m.message.encode();
      case OfState m -> m.message.encode();
      case Vector m -> {
        Writer writer = Writer.frame(FrameType.VECTOR).varint(m.ageMillis).u8(m.answer ? 1 : 0);
        writer.varint(m.publishers.size());
        for (Seen seen : m.publishers) {
          writer.u64(seen.publisher).varint(seen.session).varint(seen.contiguous);
          writer.bytes(seen.ahead.toByteArray());
        }
        yield writer.toByteArray();
      }
    };
  }

  /** Reads a frame whose type is a broadcast type. */
  static CastMessage decode(byte[] frame) {
    FrameType type = FrameType.of(frame);
    Reader reader = new Reader(frame);
    reader.u8();
    CastMessage message =
        switch (type) {
          case PUSH -> readPush(reader);
          case ACK -> readAck(reader);
          case IHAVE -> readIHave(reader);
          case PROBE -> new Probe(reader.messageId(), readChunk(reader), readHeight(reader));
          case COVER ->
              new Cover(reader.messageId(), readChunk(reader), readHeight(reader), reader.nodeId());
          case IWANT -> new IWant(reader.messageId(), readBits(reader, CHUNKS_MAX / 8));
          case RECEIPT -> readReceipt(reader);
          case RELAYED -> new Relayed(reader.peerId(), reader.peerId(), readReceipt(reader));
          case DIGEST -> new Digest(reader.u64());
          case VECTOR -> readVector(reader);
          case STATE -> new OfState(StateMessage.read(reader));
          case RIGHTS -> new OfRights(RightsMessage.read(reader));
          default -> throw new IllegalArgumentException(type + " is not the broadcast's");
        };
    reader.end();
    return message;
  }

  private static Push readPush(Reader reader) {
    Mode mode = reader.enumOf(Mode.values());
    int height = readHeight(reader);
    int hop = reader.u8();
    byte[] signed = reader.bytes(MessageRecord.SIZE_MAX_BYTES);
    if (!MessageRecord.hasManyChunks(signed)) {
      byte[] body = reader.rest();
      MessageRecord record = MessageRecord.decode(signed, body);
      return new Push(mode, height, hop, record, 0, List.of(), Bytes.wrap(body));
    }
    int chunk = reader.varintInt(CHUNKS_MAX - 1);
    int length = reader.varintInt(PROOF_MAX);
    List<Bytes> proof = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      proof.add(Bytes.wrap(reader.raw(Sha256.SIZE_BYTES)));
    }
    byte[] body = reader.rest();
    MessageRecord record = MessageRecord.decode(signed, body);
    if (chunk >= record.chunkCount()) {
      throw new WireException("chunk " + chunk + " of " + record.chunkCount());
    }
    return new Push(mode, height, hop, record, chunk, proof, Bytes.wrap(body));
  }

  private static Ack readAck(Reader reader) {
    MessageId id = reader.messageId();
    int chunk = readChunk(reader);
    int last = reader.u8();
    Code[] codes = Code.values();
    if ((last & 7) >= codes.length) {
      throw new WireException("unknown code " + (last & 7));
    }
    return new Ack(id, chunk, codes[last & 7], last >>> 3);
  }

  private static IHave readIHave(Reader reader) {
    int count = reader.varintInt(ANNOUNCEMENTS_MAX);
    List<Announcement> announcements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      announcements.add(new Announcement(reader.messageId(), reader.enumOf(Reason.values())));
    }
    return new IHave(announcements);
  }

  private static Writer write(Receipt receipt, Writer writer) {
    writer.messageId(receipt.id).varint(receipt.count).u8(receipt.hop);
    writer.u8(receipt.tally.ordinal()).varint(receipt.ids.size());
    receipt.ids.forEach(writer::peerId);
    return writer;
  }

  private static Receipt readReceipt(Reader reader) {
    MessageId id = reader.messageId();
    int count = reader.varintInt(Integer.MAX_VALUE);
    int hop = reader.u8();
    Tally tally = reader.enumOf(Tally.values());
    int length = reader.varintInt(RECEIPT_IDS_MAX);
    List<PeerId> ids = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      ids.add(reader.peerId());
    }
    return new Receipt(id, count, hop, tally, ids);
  }

  private static Vector readVector(Reader reader) {
    long ageMillis = reader.varint(Long.MAX_VALUE);
    boolean answer = reader.flag();
    int count = reader.varintInt(PUBLISHERS_MAX);
    List<Seen> publishers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      publishers.add(
          new Seen(
              reader.u64(),
              reader.varint(Long.MAX_VALUE),
              reader.varint(Long.MAX_VALUE),
              readBits(reader, SequenceWindow.SIZE / 8)));
    }
    return new Vector(ageMillis, answer, publishers);
  }

  private static int readChunk(Reader reader) {
    return reader.varintInt(CHUNKS_MAX) - 1;
  }

  private static int readHeight(Reader reader) {
    int height = reader.u8();
    if (height > Delegation.HEIGHT_MAX) {
      throw new WireException("height " + height + " is over 160");
    }
    return height;
  }

  private static BitSet readBits(Reader reader, int maxBytes) {
    byte[] bytes = reader.bytes(maxBytes);
    if (bytes.length > 0 && bytes[bytes.length - 1] == 0) {
      throw new WireException("bit set not in shortest form");
    }
    return BitSet.valueOf(bytes);
  }
}
