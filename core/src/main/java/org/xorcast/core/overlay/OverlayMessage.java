package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.Writer;

/** What neighbours say to each other to stay neighbours. Wire formats: docs/protocol/overlay.md. */
sealed interface OverlayMessage {
  /** Most records in one {@link Nodes}. */
  int NODES_MAX = 20;

  /** The version of the whole protocol that this code speaks. */
  int PROTOCOL_VERSION = 1;

  /**
   * The first frame of both ends.
   *
   * @param network the hash of the network's name
   * @param observed how the sender sees the receiver, null if it cannot tell
   * @param membership the sender's certificate in an invited network, null if it has none
   */
  record Hello(
      int version,
      Bytes network,
      PeerRecord record,
      @Nullable Endpoint observed,
      @Nullable Statement membership)
      implements OverlayMessage {}

  /** Which peers do you know close to {@code target}? */
  record Find(long transaction, NodeId target) implements OverlayMessage {}

  /** These, the closest first. Their signatures are not checked yet. */
  record Nodes(long transaction, List<PeerRecord> records) implements OverlayMessage {}

  /**
   * Answer at once.
   *
   * @param alarm the sender has just found several neighbours gone
   */
  record Ping(long sentNanos, boolean alarm) implements OverlayMessage {}

  /** Echoes the ping, so that the sender has nothing to remember. */
  record Pong(long sentNanos) implements OverlayMessage {}

  /** I am leaving; forget this link. */
  record Bye() implements OverlayMessage {}

  /** My record has changed. */
  record RecordUpdate(PeerRecord record) implements OverlayMessage {}

  default byte[] encode() {
    return switch (this) {
      case Hello m -> {
        Writer writer =
            Writer.frame(FrameType.HELLO)
                .varint(m.version)
                .raw(m.network.unwrap())
                .bytes(m.record.signed().unwrap())
                .u8(m.observed == null ? 0 : 1);
        if (m.observed != null) {
          writer.endpoint(m.observed);
        }
        if (m.membership != null) {
          writer.bytes(m.membership.signed().unwrap());
        }
        yield writer.toByteArray();
      }
      case Find m ->
          Writer.frame(FrameType.FIND).varint(m.transaction).nodeId(m.target).toByteArray();
      case Nodes m -> {
        Writer writer =
            Writer.frame(FrameType.NODES).varint(m.transaction).varint(m.records.size());
        m.records.forEach(record -> writer.bytes(record.signed().unwrap()));
        yield writer.toByteArray();
      }
      case Ping m ->
          Writer.frame(FrameType.PING).u64(m.sentNanos).u8(m.alarm ? 1 : 0).toByteArray();
      case Pong m -> Writer.frame(FrameType.PONG).u64(m.sentNanos).toByteArray();
      case Bye m -> Writer.frame(FrameType.BYE).toByteArray();
      case RecordUpdate m ->
          Writer.frame(FrameType.RECORD).bytes(m.record.signed().unwrap()).toByteArray();
    };
  }

  /** Reads a frame whose type is an overlay type. */
  static OverlayMessage decode(byte[] frame) {
    FrameType type = FrameType.of(frame);
    Reader reader = new Reader(frame);
    reader.u8();
    OverlayMessage message =
        switch (type) {
          case HELLO ->
              new Hello(
                  reader.varintInt(0xffff),
                  Bytes.wrap(reader.raw(Sha256.SIZE_BYTES)),
                  readRecord(reader),
                  reader.flag() ? reader.endpoint() : null,
                  reader.remaining() > 0 ? readMembership(reader) : null);
          case FIND -> new Find(reader.varint(Long.MAX_VALUE), reader.nodeId());
          case NODES -> new Nodes(reader.varint(Long.MAX_VALUE), readRecords(reader));
          case PING -> new Ping(reader.u64(), reader.flag());
          case PONG -> new Pong(reader.u64());
          case BYE -> new Bye();
          case RECORD -> new RecordUpdate(readRecord(reader));
          default -> throw new IllegalArgumentException(type + " is not the overlay's");
        };
    reader.end();
    return message;
  }

  private static List<PeerRecord> readRecords(Reader reader) {
    int count = reader.varintInt(NODES_MAX);
    List<PeerRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(readRecord(reader));
    }
    return records;
  }

  private static Statement readMembership(Reader reader) {
    return Statement.decode(reader.bytes(Statement.SIZE_MAX_BYTES));
  }

  private static PeerRecord readRecord(Reader reader) {
    return PeerRecordCodec.decode(reader.bytes(PeerRecordCodec.SIZE_MAX_BYTES));
  }
}
