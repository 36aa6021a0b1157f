package org.xorcast.core.cast;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.OverlayCore;

/**
 * What may come in: every check of a chunk before it is kept or passed on, the cheap ones first.
 *
 * <p>An honest forwarder has made the same checks, so who fails them too often is expelled.
 */
final class Admission {
  private static final int VIOLATIONS_MAX = 3;

  private final Verifier verifier;
  private final Bytes group;
  private final CastConfig config;
  private final OverlayCore overlay;
  private final SeenMessages seen;
  private final MessageStore store;
  private final long epochMillisAtZero;
  private final Counters counters;

  Admission(
      Verifier verifier,
      Bytes group,
      CastConfig config,
      OverlayCore overlay,
      SeenMessages seen,
      MessageStore store,
      long epochMillisAtZero,
      Counters counters) {
    this.verifier = verifier;
    this.group = group;
    this.config = config;
    this.overlay = overlay;
    this.seen = seen;
    this.store = store;
    this.epochMillisAtZero = epochMillisAtZero;
    this.counters = counters;
  }

  /**
   * Judges a chunk that is not here yet; a message of which it is the first is begun in the store.
   *
   * @param known the message as far as it is here, null if nothing of it is
   * @return NEW if all is well, HAVE for something seen before, REFUSED else
   */
  Code check(
      CastPeer peer,
      Push push,
      MessageId id,
      @Nullable StoredMessage known,
      long nowNanos,
      Effects out) {
    MessageRecord record = push.record();
    if (known == null) {
      Code refusal = checkSequence(record, nowNanos, out);
      if (refusal != null) {
        return refusal;
      }
    }
    if (push.body().length() != record.chunkLength(push.chunk())
        || !MerkleTree.verify(
            record.root(), push.chunk(), record.chunkCount(), push.body().unwrap(), push.proof())) {
      return violated(
          peer, Counter.BAD_PAYLOAD, "payload does not match its record", nowNanos, out);
    }
    if (known == null) {
      if (!record.verify(group, verifier)) {
        return violated(peer, Counter.BAD_SIGNATURE, "record with a bad signature", nowNanos, out);
      }
      if (!store.begin(new StoredMessage(id, record, nowNanos))) {
        counters.increment(Counter.ASSEMBLIES_DROPPED);
        return Code.REFUSED;
      }
    }
    return Code.NEW;
  }

  private @Nullable Code checkSequence(MessageRecord record, long nowNanos, Effects out) {
    long wallMillis = epochMillisAtZero + nowNanos / 1_000_000;
    long ageMillis = wallMillis - record.createdMillis();
    if (ageMillis < -config.skewMillis()
        || ageMillis > record.ttlSeconds() * 1000L + config.skewMillis()) {
      counters.increment(Counter.WRONG_TIME);
      out.log(new Note.ClockSkew(record.publisher(), ageMillis));
      return Code.REFUSED;
    }
    return switch (seen.judge(record, nowNanos)) {
      case NEW -> null;
      case SEEN -> {
        counters.increment(Counter.REPLAYED);
        yield Code.HAVE;
      }
      case FAR_FUTURE -> {
        counters.increment(Counter.FAR_FUTURE);
        yield Code.REFUSED;
      }
    };
  }

  /**
   * A delegator can only hand over the sibling subtree that this node is in, so the height is at
   * most the bucket in which this node sees it. More is cut down to that.
   */
  int legalHeight(CastPeer peer, int height, long nowNanos, Effects out) {
    int most = peer.neighbour.bucketIndex();
    if (height > most) {
      violated(peer, Counter.BAD_HEIGHT, "height " + height + " over " + most, nowNanos, out);
    }
    return Math.min(height, most);
  }

  private Code violated(CastPeer peer, Counter counter, String what, long nowNanos, Effects out) {
    counters.increment(counter);
    out.log(new Note.Misbehaviour(peer.neighbour.peer(), what));
    if (peer.violation() >= VIOLATIONS_MAX) {
      overlay.ban(peer.neighbour, what, nowNanos, out);
    }
    return Code.REFUSED;
  }
}
