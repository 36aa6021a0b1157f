package org.xorcast.core.topic;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What nodes say to each other about topics. Wire formats: docs/protocol/topics.md. */
sealed interface TopicMessage {
  /** Most records in one {@link Members}. */
  int MEMBERS_MAX = 16;

  /** An announcement is believed for an hour at most. */
  int LIFETIME_MAX_SECONDS = 3600;

  /**
   * A frame of one of the groups that share the link; the network's own travel bare.
   *
   * @param tag first 8 bytes of the topic's id
   * @param frame one of the overlay's or the broadcast's
   */
  record Group(long tag, Bytes frame) implements TopicMessage {}

  /** A group uses this link no more, but others do. */
  record Detach(long tag, CloseReason reason) implements TopicMessage {}

  /**
   * "I subscribe to the topic that is kept under {@code key}." Answered by {@link Members}.
   *
   * @param lifetimeSeconds for how long to remember it, 0 to forget it now
   */
  record Announce(NodeId key, int lifetimeSeconds) implements TopicMessage {}

  /**
   * Who subscribes to it? A subscriber names itself first.
   *
   * @param most how many others are of interest, 0 to {@value #MEMBERS_MAX}
   */
  record Locate(NodeId key, int most) implements TopicMessage {}

  /**
   * These do, among others. Their signatures are not checked yet.
   *
   * @param full whether the sender knows as many as it ever keeps
   */
  record Members(NodeId key, boolean full, List<PeerRecord> records) implements TopicMessage {}

  default byte[] encode() {
    return switch (this) {
      case Group m -> wrap(m.tag, m.frame.unwrap());
      case Detach m ->
          Writer.frame(FrameType.DETACH).u64(m.tag).varint(m.reason.code()).toByteArray();
      case Announce m ->
          Writer.frame(FrameType.ANNOUNCE).nodeId(m.key).varint(m.lifetimeSeconds).toByteArray();
      case Locate m -> Writer.frame(FrameType.LOCATE).nodeId(m.key).varint(m.most).toByteArray();
      case Members m -> {
        Writer writer =
            Writer.frame(FrameType.MEMBERS)
                .nodeId(m.key)
                .u8(m.full ? 1 : 0)
                .varint(m.records.size());
        m.records.forEach(record -> writer.bytes(record.signed().unwrap()));
        yield writer.toByteArray();
      }
    };
  }

  /** A topic's frame, or the head of one, as it travels. */
  static byte[] wrap(long tag, byte[] frame) {
    return new Writer(1 + Long.BYTES + frame.length)
        .u8(FrameType.GROUP.number())
        .u64(tag)
        .raw(frame)
        .toByteArray();
  }

  /** Reads a frame whose type is a topic type. */
  static TopicMessage decode(byte[] frame) {
    FrameType type = FrameType.of(frame);
    Reader reader = new Reader(frame);
    reader.u8();
    TopicMessage message =
        switch (type) {
          case GROUP -> new Group(reader.u64(), readInner(reader));
          case DETACH -> new Detach(reader.u64(), CloseReason.ofCode(reader.varint(0xffff)));
          case ANNOUNCE -> new Announce(reader.nodeId(), reader.varintInt(LIFETIME_MAX_SECONDS));
          case LOCATE -> new Locate(reader.nodeId(), reader.varintInt(MEMBERS_MAX));
          case MEMBERS -> new Members(reader.nodeId(), reader.flag(), readRecords(reader));
          default -> throw new IllegalArgumentException(type + " is not about topics");
        };
    reader.end();
    return message;
  }

  private static Bytes readInner(Reader reader) {
    byte[] inner = reader.rest();
    if (FrameType.of(inner).isTopic()) {
      throw new WireException("a group within a group");
    }
    return Bytes.wrap(inner);
  }

  private static List<PeerRecord> readRecords(Reader reader) {
    int count = reader.varintInt(MEMBERS_MAX);
    List<PeerRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(PeerRecordCodec.decode(reader.bytes(PeerRecordCodec.SIZE_MAX_BYTES)));
    }
    return records;
  }
}
