package org.xorcast.core.cast;

import java.time.Duration;
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
import org.xorcast.core.overlay.Banned;
import org.xorcast.core.overlay.OverlayCore;

/**
 * What may come in: every check of a chunk before it is kept or passed on, the cheap ones first.
 *
 * <p>An honest forwarder has made the same checks, so who fails them too often is expelled.
 */
final class Admission {
  private static final int VIOLATIONS_MAX = 3;

  /** A message over its publisher's limit is not asked for again before. */
  private static final long OVER_LIMIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Verifier verifier;
  private final Bytes group;
  private final CastConfig config;
  private final OverlayCore overlay;
  private final Announcer announcer;
  private final SeenMessages seen;
  private final MessageStore store;
  private final long epochMillisAtZero;
  private final Counters counters;
  private final Publishers publishers;
  private final Refusals refusals = new Refusals();

  Admission(
      Verifier verifier,
      Bytes group,
      CastConfig config,
      OverlayCore overlay,
      Announcer announcer,
      SeenMessages seen,
      MessageStore store,
      long epochMillisAtZero,
      Counters counters) {
    this.verifier = verifier;
    this.group = group;
    this.config = config;
    this.overlay = overlay;
    this.announcer = announcer;
    this.publishers = new Publishers(config.limits());
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
    StoredMessage rival = known == null ? store.inPlaceOf(record) : null;
    if (known == null) {
      Code refusal = checkPublisher(record, id, nowNanos);
      if (refusal != null) {
        if (record.publisher().equals(peer.neighbour.peer())) {
          unwanted(peer, push, nowNanos, out);
        }
        return refusal;
      }
      refusal = checkSequence(record, rival, nowNanos, out);
      if (refusal != null) {
        unwanted(peer, push, nowNanos, out);
        return refusal;
      }
    }
    // A single chunk is what its record's root was made from.
    if (record.chunkCount() > 1
        && (push.body().length() != record.chunkLength(push.chunk())
            || !MerkleTree.verify(
                record.root(),
                push.chunk(),
                record.chunkCount(),
                push.body().unwrap(),
                push.proof()))) {
      return violated(
          peer, Counter.BAD_PAYLOAD, "payload does not match its record", nowNanos, out);
    }
    if (known != null) {
      return Code.NEW;
    }
    if (!record.verify(group, verifier)) {
      return violated(peer, Counter.BAD_SIGNATURE, "record with a bad signature", nowNanos, out);
    }
    if (rival != null) {
      equivocated(peer, id, rival, nowNanos, out);
      if (rival.isComplete() || rival.id().compareTo(id) < 0) {
        return Code.REFUSED;
      }
      store.abandon(rival);
    }
    if (!store.begin(new StoredMessage(id, record, nowNanos))) {
      counters.increment(Counter.ASSEMBLIES_DROPPED);
      return Code.REFUSED;
    }
    publishers.charge(record, nowNanos);
    return Code.NEW;
  }

  /** Is the publisher mute, or over its limit? */
  private @Nullable Code checkPublisher(MessageRecord record, MessageId id, long nowNanos) {
    if (publishers.isMuted(record.publisher(), nowNanos)) {
      counters.increment(Counter.MUTED);
      refusals.add(id, nowNanos + Banned.BAN_NANOS);
      return Code.REFUSED;
    }
    if (!publishers.allows(record, nowNanos)) {
      counters.increment(Counter.OVER_LIMIT);
      refusals.add(id, nowNanos + OVER_LIMIT_NANOS);
      return Code.REFUSED;
    }
    return null;
  }

  /** Whether the message was refused for its publisher's sake a short while ago. */
  boolean isRefused(MessageId id, long nowNanos) {
    return refusals.contains(id, nowNanos);
  }

  /**
   * The publisher signed two messages under one sequence. One of them stays, that which was here
   * first, or of two unfinished ones that with the smaller id. Whoever sent the other one, and a
   * few others who may have it, are shown this one, and so get the proof too.
   */
  private void equivocated(
      CastPeer peer, MessageId id, StoredMessage rival, long nowNanos, Effects out) {
    MessageRecord record = rival.record();
    counters.increment(Counter.EQUIVOCATIONS);
    out.log(new Note.Equivocation(record.publisher(), record.session(), record.sequence()));
    refusals.add(id, nowNanos + Banned.BAN_NANOS);
    publishers.mute(record.publisher(), nowNanos);
    announcer.announce(
        peer.neighbour,
        new CastMessage.Announcement(rival.id(), CastMessage.Reason.EXCHANGE),
        nowNanos,
        out);
    announcer.crossLink(rival, 0, peer.neighbour.peer(), nowNanos);
    overlay.ban(record.publisher(), "two messages under one sequence", nowNanos, out);
  }

  /**
   * A neighbour sent something in vain: honest ones do now and then. Who does it without end is
   * banned.
   */
  void unwanted(CastPeer peer, Push push, long nowNanos, Effects out) {
    int units = 1 + push.body().length() / RateLimits.UNWANTED_UNIT_BYTES;
    counters.add(Counter.UNWANTED, units);
    if (!peer.admitUnwanted(units, config.limits().unwanted(), nowNanos)) {
      overlay.ban(peer.neighbour.peer(), "too much that nobody wants", nowNanos, out);
    }
  }

  private @Nullable Code checkSequence(
      MessageRecord record, @Nullable StoredMessage rival, long nowNanos, Effects out) {
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
        if (rival != null) {
          yield null; // It differs from what was seen, and the signature will tell why.
        }
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

  /**
   * A region can only be handed over to somebody in the same bucket of the sender, outside of it.
   *
   * @param bucket the receiver's bucket that the region is in
   */
  boolean isLegalRegion(CastPeer peer, int bucket, int height, long nowNanos, Effects out) {
    boolean legal = bucket >= height && bucket < peer.neighbour.bucketIndex();
    if (!legal) {
      violated(peer, Counter.BAD_HEIGHT, "a region that is not its to give", nowNanos, out);
    }
    return legal;
  }

  private Code violated(CastPeer peer, Counter counter, String what, long nowNanos, Effects out) {
    counters.increment(counter);
    out.log(new Note.Misbehaviour(peer.neighbour.peer(), what));
    if (peer.violation() >= VIOLATIONS_MAX) {
      overlay.ban(peer.neighbour.peer(), what, nowNanos, out);
    }
    return Code.REFUSED;
  }
}
