package org.xorcast.core.history;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Writer;

/** What neighbours say to each other about the past. Wire formats: docs/protocol/history.md. */
sealed interface HistoryMessage {
  /** Most sessions in one {@link Keeps}. */
  int SPANS_MAX = 512;

  /** Most chunks of a message. */
  int CHUNKS_MAX = 1 << 12;

  /** "What do you keep?" */
  record Ask() implements HistoryMessage {}

  /** The sessions that the sender has something of, those that took in something last. */
  record Keeps(List<Span> spans) implements HistoryMessage {}

  /**
   * "Send me what you have of these", answered by any number of {@link Past} and one {@link
   * Recalled}.
   *
   * @param maxBytes enough is sent when there is this much of it
   */
  record Recall(PeerId publisher, long session, long from, long to, int maxBytes)
      implements HistoryMessage {}

  /**
   * One chunk of a kept message; all chunks of one follow each other.
   *
   * @param body comes last in the frame
   */
  record Past(MessageRecord record, int chunk, Bytes body) implements HistoryMessage {
    static byte[] head(byte[] signed, int chunk) {
      Writer writer = new Writer(256).u8(FrameType.PAST.number()).bytes(signed);
      return (MessageRecord.hasManyChunks(signed) ? writer.varint(chunk) : writer).toByteArray();
    }
  }

  /**
   * The end of an answer.
   *
   * @param from as in the question
   * @param count how many messages were sent
   * @param more whether the sender stopped because it was enough
   */
  record Recalled(PeerId publisher, long session, long from, int count, boolean more)
      implements HistoryMessage {}

  /** The frame without a chunk's bytes, which follow it. */
  default byte[] encode() {
    return switch (this) {
      case Ask m -> Writer.frame(FrameType.HISTORY).toByteArray();
      case Keeps m -> {
        Writer writer = Writer.frame(FrameType.KEEPS).varint(m.spans.size());
        for (Span span : m.spans) {
          writer.peerId(span.publisher()).varint(span.session());
          writer.varint(span.oldest()).varint(span.newest());
        }
        yield writer.toByteArray();
      }
      case Recall m ->
          Writer.frame(FrameType.RECALL)
              .peerId(m.publisher)
              .varint(m.session)
              .varint(m.from)
              .varint(m.to)
              .varint(m.maxBytes)
              .toByteArray();
      case Past m -> Past.head(m.record.signed().unwrap(), m.chunk);
      case Recalled m ->
          Writer.frame(FrameType.RECALLED)
              .peerId(m.publisher)
              .varint(m.session)
              .varint(m.from)
              .varint(m.count)
              .u8(m.more ? 1 : 0)
              .toByteArray();
    };
  }

  /** Reads a frame whose type is a history's. */
  static HistoryMessage decode(byte[] frame) {
    FrameType type = FrameType.of(frame);
    Reader reader = new Reader(frame);
    reader.u8();
    HistoryMessage message =
        switch (type) {
          case HISTORY -> new Ask();
          case KEEPS -> readKeeps(reader);
          case RECALL ->
              new Recall(
                  reader.peerId(),
                  reader.varint(Long.MAX_VALUE),
                  reader.varint(Long.MAX_VALUE),
                  reader.varint(Long.MAX_VALUE),
                  reader.varintInt(Integer.MAX_VALUE));
          case PAST -> readPast(reader);
          case RECALLED ->
              new Recalled(
                  reader.peerId(),
                  reader.varint(Long.MAX_VALUE),
                  reader.varint(Long.MAX_VALUE),
                  reader.varintInt(Integer.MAX_VALUE),
                  reader.flag());
          default -> throw new IllegalArgumentException(type + " is not a history's");
        };
    reader.end();
    return message;
  }

  private static Keeps readKeeps(Reader reader) {
    int count = reader.varintInt(SPANS_MAX);
    List<Span> spans = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      spans.add(
          new Span(
              reader.peerId(),
              reader.varint(Long.MAX_VALUE),
              reader.varint(Long.MAX_VALUE),
              reader.varint(Long.MAX_VALUE)));
    }
    return new Keeps(spans);
  }

  private static Past readPast(Reader reader) {
    byte[] signed = reader.bytes(MessageRecord.SIZE_MAX_BYTES);
    int chunk = MessageRecord.hasManyChunks(signed) ? reader.varintInt(CHUNKS_MAX - 1) : 0;
    byte[] body = reader.rest();
    return new Past(MessageRecord.decode(signed, body), chunk, Bytes.wrap(body));
  }
}
