package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What neighbours say to each other about values. Wire formats: docs/protocol/state.md. */
public sealed interface StateMessage {
  /** Most values in one {@link Listed}. */
  int VALUES_MAX = 256;

  /** Whatever is older counts as this old: a day. */
  long AGE_MAX_TENTHS = 864_000;

  /**
   * A hash over the settled values of the sender; only a different one is answered, by {@link
   * Compare}.
   */
  record Summary(long hash) implements StateMessage {}

  /**
   * "What have you that I have not?" Answered by {@link Listed}.
   *
   * @param all whether values that are not settled are to be listed too: the sender has just come
   * @param hashes one for each bucket, over its settled values
   */
  record Compare(boolean all, List<Long> hashes) implements StateMessage {}

  /**
   * The sender's values in the buckets that differ.
   *
   * @param answer whether the receiver has not asked: these are what its own list lacks
   * @param last whether the list ends here
   * @param buckets bit i is set where bucket i differs
   */
  record Listed(boolean answer, boolean last, long buckets, List<Entry> entries)
      implements StateMessage {}

  /**
   * One value.
   *
   * @param slot the first eight bytes of SHA-256(publisher's key, key)
   * @param ageTenths for how long it has been the newest at the sender, in tenths of a second
   * @param id the message's
   */
  record Entry(long slot, long session, long sequence, long ageTenths, MessageId id) {}

  /** The frame. */
  default byte[] encode() {
    Writer writer = Writer.frame(FrameType.STATE);
    switch (this) {
      case Summary m -> writer.u8(0).u64(m.hash);
      case Compare m -> {
        writer.u8(m.all ? 2 : 1);
        m.hashes.forEach(writer::u64);
      }
      case Listed m -> {
        writer.u8(4 | (m.answer ? 1 : 0) | (m.last ? 2 : 0)).u64(m.buckets);
        writer.varint(m.entries.size());
        for (Entry entry : m.entries) {
          writer.u64(entry.slot).varint(entry.session).varint(entry.sequence);
          writer.varint(entry.ageTenths).messageId(entry.id);
        }
      }
    }
    return writer.toByteArray();
  }

  /** Reads a frame whose type is {@link FrameType#STATE}, from behind the type. */
  static StateMessage read(Reader reader) {
    int kind = reader.u8();
    return switch (kind) {
      case 0 -> new Summary(reader.u64());
      case 1, 2 -> {
        List<Long> hashes = new ArrayList<>(Values.BUCKETS);
        for (int i = 0; i < Values.BUCKETS; i++) {
          hashes.add(reader.u64());
        }
        yield new Compare(kind == 2, hashes);
      }
      case 4, 5, 6, 7 -> {
        long buckets = reader.u64();
        int count = reader.varintInt(VALUES_MAX);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          entries.add(
              new Entry(
                  reader.u64(),
                  reader.varint(Long.MAX_VALUE),
                  reader.varint(Long.MAX_VALUE),
                  reader.varint(AGE_MAX_TENTHS),
                  reader.messageId()));
        }
        yield new Listed((kind & 1) != 0, (kind & 2) != 0, buckets, entries);
      }
      default -> throw new WireException("state of unknown kind " + kind);
    };
  }
}
