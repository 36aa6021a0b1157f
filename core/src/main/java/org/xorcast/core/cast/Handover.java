package org.xorcast.core.cast;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.wire.FrameType;

/**
 * A message on its way into a group that its publisher does not belong to: chunk by chunk to one
 * member, and again to the next one if that does not answer.
 */
public final class Handover {
  /** What an answer means. */
  public enum Progress {
    /** It is about another message. */
    NONE,
    /** A chunk has arrived, and others are missing. */
    PARTLY,
    /** The whole message has arrived. */
    DONE,
    /** The member does not take it. */
    REFUSED
  }

  private static final int IN_FLIGHT_MAX = 16;

  private final StoredMessage message;
  private final BitSet unsent = new BitSet();
  private final BitSet unanswered = new BitSet();

  /**
   * Writes the next message of {@code author}.
   *
   * @param payload 1 byte to {@link CastCore#PAYLOAD_MAX_BYTES}
   */
  public Handover(
      Author author,
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt,
      long nowNanos) {
    message = author.write(name, key, payload, receipt, nowNanos);
    unsent.set(0, message.chunkCount());
  }

  /** What is to become of the receipts asked for, null if none were. */
  public @Nullable HandoverReceipt receipt() {
    ReceiptRequest request = message.record().receipt();
    return request == null
        ? null
        : new HandoverReceipt(message.id(), request, message.firstNanos());
  }

  public MessageId id() {
    return message.id();
  }

  public long sequence() {
    return message.record().sequence();
  }

  public int sizeBytes() {
    return message.record().sizeBytes();
  }

  /** Whether it need not begin any more, for {@code newer} is a newer value of its key. */
  public boolean isReplacedBy(Handover newer) {
    String key = message.record().key();
    return key != null
        && key.equals(newer.message.record().key())
        && unanswered.isEmpty()
        && unsent.cardinality() == message.chunkCount();
  }

  /** Somebody else is to get it all: who acknowledged a part may be gone with it. */
  public void startAgain() {
    unsent.set(0, message.chunkCount());
    unanswered.clear();
  }

  /** Sends as much as may be on its way at a time. */
  public void send(long link, Counters counters, Effects out) {
    for (int chunk = unsent.nextSetBit(0);
        chunk >= 0 && unanswered.cardinality() < IN_FLIGHT_MAX;
        chunk = unsent.nextSetBit(chunk + 1)) {
      unsent.clear(chunk);
      unanswered.set(chunk);
      Bytes body = message.chunk(chunk);
      Push push =
          new Push(
              Mode.ENTRY,
              Delegation.HEIGHT_MAX,
              1,
              message.record(),
              chunk,
              message.proof(chunk),
              body);
      counters.increment(Counter.PUSHES_SENT);
      counters.add(Counter.PAYLOAD_BYTES_SENT, body.length());
      Channel channel = message.isSingleChunk() ? Channel.CONTROL : Channel.BULK;
      out.send(link, channel, push.encode(), body);
    }
  }

  /** Takes a frame of the group that may answer a push. */
  public Progress onFrame(byte[] frame) {
    if (FrameType.of(frame) != FrameType.ACK
        || !(CastMessage.decode(frame) instanceof Ack ack)
        || !ack.id().equals(message.id())) {
      return Progress.NONE;
    }
    if (ack.code() == Code.REFUSED) {
      return Progress.REFUSED;
    }
    if (ack.chunk() >= 0 && ack.code() != Code.PENDING) {
      unanswered.clear(ack.chunk());
    }
    return unsent.isEmpty() && unanswered.isEmpty() ? Progress.DONE : Progress.PARTLY;
  }
}
