package org.xorcast.sim.baseline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What the baselines say to each other; each uses the part of it that it needs. */
sealed interface Frame {
  /** Larger payloads must not hold up small frames. */
  int BULK_ABOVE_BYTES = 16 * 1024;

  /** More in one frame than any node here has in hand. */
  int IDS_MAX = 5000;

  int PAYLOAD = 0x20;
  int IHAVE = 0x21;
  int IWANT = 0x22;
  int GRAFT = 0x23;
  int PRUNE = 0x24;

  /**
   * A message itself.
   *
   * @param hop links from the publisher to the receiver of this frame
   * @param height Kadcast: the receiver is responsible for its buckets below this
   */
  record Payload(Message message, int hop, int height) implements Frame {}

  /** Messages that the sender has, with how many links away it is from their publishers. */
  record IHave(List<Announcement> announcements) implements Frame {}

  record Announcement(MessageId id, int hop) {}

  /** Messages that the receiver is to send. */
  record IWant(List<MessageId> ids) implements Frame {}

  /** Send me all messages from now on, and this one again. */
  record Graft(@Nullable MessageId missing) implements Frame {}

  /** Send me messages no more. */
  record Prune() implements Frame {}

  default void send(long link, Effects out) {
    if (this instanceof Payload payload) {
      Bytes body = payload.message.payload();
      Channel channel = body.length() > BULK_ABOVE_BYTES ? Channel.BULK : Channel.CONTROL;
      out.send(link, channel, head(), body);
    } else {
      out.send(link, head());
    }
  }

  private byte[] head() {
    Writer writer = new Writer(96);
    switch (this) {
      case Payload(Message message, int hop, int height) ->
          writer
              .u8(PAYLOAD)
              .u8(hop)
              .u8(height)
              .messageId(message.id())
              .peerId(message.publisher())
              .varint(message.session())
              .varint(message.sequence())
              .varint(message.createdMillis());
      case IHave(List<Announcement> announcements) -> {
        writer.u8(IHAVE).varint(announcements.size());
        announcements.forEach(each -> writer.messageId(each.id).u8(each.hop));
      }
      case IWant(List<MessageId> ids) -> {
        writer.u8(IWANT).varint(ids.size());
        ids.forEach(writer::messageId);
      }
      case Graft(MessageId missing) -> {
        writer.u8(GRAFT).u8(missing == null ? 0 : 1);
        if (missing != null) {
          writer.messageId(missing);
        }
      }
      case Prune() -> writer.u8(PRUNE);
    }
    return writer.toByteArray();
  }

  static Frame read(Bytes frame) {
    Reader reader = new Reader(frame.unwrap());
    int type = reader.u8();
    return switch (type) {
      case PAYLOAD -> readPayload(reader);
      case IHAVE -> {
        int count = reader.varintInt(IDS_MAX);
        List<Announcement> announcements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          announcements.add(new Announcement(reader.messageId(), reader.u8()));
        }
        yield new IHave(announcements);
      }
      case IWANT -> {
        int count = reader.varintInt(IDS_MAX);
        List<MessageId> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          ids.add(reader.messageId());
        }
        yield new IWant(ids);
      }
      case GRAFT -> new Graft(reader.flag() ? reader.messageId() : null);
      case PRUNE -> new Prune();
      default -> throw new WireException("no baseline has frames of type " + type);
    };
  }

  private static Payload readPayload(Reader reader) {
    int hop = reader.u8();
    int height = reader.u8();
    Message message =
        new Message(
            reader.messageId(),
            reader.peerId(),
            reader.varint(Long.MAX_VALUE),
            reader.varint(Long.MAX_VALUE),
            reader.varint(Long.MAX_VALUE),
            Bytes.wrap(reader.rest()));
    return new Payload(message, hop, height);
  }
}
