package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.Banned;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Rights.Verdict;
import org.xorcast.core.rights.RightsMessage;

/**
 * What may come in: every check of a chunk before it is kept or passed on, the cheap ones first.
 *
 * <p>An honest forwarder has made the same checks, so who fails them too often is expelled.
 */
final class Admission {
  private static final int VIOLATIONS_MAX = 3;

  /** A message over its publisher's limit is not asked for again before. */
  private static final long OVER_LIMIT_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * For so long somebody honest may not have heard what the owner said, and what was refused is not
   * asked for again.
   */
  private static final long HEARSAY_NANOS = Duration.ofSeconds(10).toNanos();

  private final Verifier verifier;
  private final Bytes group;
  private final CastConfig config;
  private final OverlayCore overlay;
  private final Announcer announcer;
  private final SeenMessages seen;
  private final MessageStore store;
  private final Rights rights;
  private final RightsGossip gossip;
  private final RightsGate gate = new RightsGate();
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
      Rights rights,
      RightsGossip gossip,
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
    this.rights = rights;
    this.gossip = gossip;
    this.epochMillisAtZero = epochMillisAtZero;
    this.counters = counters;
  }

  /**
   * Judges a chunk that is not here yet; a message of which it is the first is begun in the store.
   *
   * @param known the message as far as it is here, null if nothing of it is
   * @param asked whether it is a value that the neighbour was asked for, and so may be old
   * @return NEW if all is well, HAVE for something seen before, PENDING if it waits until its
   *     sender has shown the publisher's right, REFUSED else
   */
  Code check(
      CastPeer peer,
      Push push,
      MessageId id,
      @Nullable StoredMessage known,
      boolean asked,
      long nowNanos,
      Effects out) {
    MessageRecord record = push.record();
    StoredMessage rival = known == null ? store.inPlaceOf(record) : null;
    if (known == null) {
      Code refusal = checkPublisher(peer, push, id, asked, nowNanos, out);
      if (refusal != null) {
        if (refusal == Code.REFUSED && record.publisher().equals(peer.neighbour.peer())) {
          unwanted(peer, push, nowNanos, out);
        }
        return refusal;
      }
      refusal = checkTime(record, asked, nowNanos, out);
      if (refusal == null) {
        refusal =
            record.isValue()
                ? checkValue(record, id, rival)
                : checkSequence(record, rival, nowNanos);
      }
      if (refusal != null) {
        if (!asked) {
          unwanted(peer, push, nowNanos, out);
        }
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
    if (!asked) {
      publishers.charge(record, rights.limits(record.publisher()), nowNanos);
    }
    return Code.NEW;
  }

  /** Is the publisher mute, without right, or over its limit? */
  private @Nullable Code checkPublisher(
      CastPeer peer, Push push, MessageId id, boolean asked, long nowNanos, Effects out) {
    MessageRecord record = push.record();
    if (publishers.isMuted(record.publisher(), nowNanos)) {
      counters.increment(Counter.MUTED);
      refusals.add(id, nowNanos + Banned.BAN_NANOS);
      return Code.REFUSED;
    }
    // What was asked for is judged by the time when it was published.
    long wallMillis = asked ? record.createdMillis() : wallMillis(nowNanos);
    Verdict verdict = rights.judge(record.publisher(), record.largestBytes(), wallMillis);
    if (verdict != Verdict.GRANTED) {
      return askForRight(peer, push, id, verdict, nowNanos, out);
    }
    Limits granted = rights.limits(record.publisher());
    boolean slow =
        asked
            ? publishers.isNumberedWithin(record, granted)
            : publishers.allows(record, granted, nowNanos);
    if (!slow) {
      counters.increment(granted == null ? Counter.OVER_LIMIT : Counter.OVER_RATE);
      refusals.add(id, nowNanos + OVER_LIMIT_NANOS);
      return Code.REFUSED;
    }
    return null;
  }

  // ---- rights -----------------------------------------------------------------------------------

  private Verdict judge(MessageRecord record, long nowNanos) {
    return rights.judge(record.publisher(), record.largestBytes(), wallMillis(nowNanos));
  }

  /** Whether this node itself may publish now. */
  Verdict judgeOwn(PeerId self, int sizeBytes, long nowNanos) {
    Verdict verdict = rights.judge(self, sizeBytes, wallMillis(nowNanos));
    boolean tooFast = verdict == Verdict.GRANTED && ownWaitNanos(self, sizeBytes, nowNanos) > 0;
    return tooFast ? Verdict.OVER_RATE : verdict;
  }

  /** How long it has to wait until its message is within its rate, 0 or less for not at all. */
  long ownWaitNanos(PeerId self, int sizeBytes, long nowNanos) {
    return publishers.ownWaitNanos(self, sizeBytes, rights.limits(self), nowNanos);
  }

  /** Counts one message of this node's own. */
  void chargeOwn(PeerId self, int sizeBytes, long nowNanos) {
    publishers.charge(self, 1, sizeBytes, rights.limits(self), nowNanos);
  }

  private Code askForRight(
      CastPeer peer, Push push, MessageId id, Verdict verdict, long nowNanos, Effects out) {
    PeerId publisher = push.record().publisher();
    return switch (gate.enter(peer, push, nowNanos)) {
      case ASK -> {
        gossip.show(peer.neighbour, publisher, out);
        gossip.send(peer.neighbour, new RightsMessage.Wanted(publisher), out);
        yield Code.PENDING;
      }
      case WAITS -> Code.PENDING;
      case REFUSED -> {
        counters.increment(counter(verdict));
        refusals.add(id, nowNanos + HEARSAY_NANOS);
        yield Code.REFUSED;
      }
    };
  }

  /** What waits for the right of {@code publisher}, which has just changed. */
  List<RightsGate.Question> rightChanged(PeerId publisher) {
    return gate.changed(publisher);
  }

  /** A neighbour has said what it knows of a right; what it brought without one is refused. */
  void rightAnswered(CastPeer peer, PeerId publisher, long nowNanos, Effects out) {
    RightsGate.Question question = gate.answered(publisher, peer.neighbour.peer(), nowNanos);
    if (question != null) {
      refuse(question, nowNanos, out);
    }
  }

  long nextDeadlineNanos() {
    return gate.nextDeadlineNanos();
  }

  void wake(long nowNanos, Effects out) {
    gate.expired(nowNanos).forEach(question -> refuse(question, nowNanos, out));
  }

  private void refuse(RightsGate.Question question, long nowNanos, Effects out) {
    CastPeer peer = question.sender;
    boolean isThere = gossip.isHere(peer);
    Verdict verdict = Verdict.GRANTED;
    for (Push push : question.pushes()) {
      verdict = judge(push.record(), nowNanos);
      MessageId id = push.record().id(group);
      counters.increment(counter(verdict));
      refusals.add(id, nowNanos + HEARSAY_NANOS);
      if (isThere) {
        CastMessage answer = new CastMessage.Ack(id, push.chunk(), Code.REFUSED);
        gossip.answer(peer, answer, out);
      }
    }
    out.log(new Note.NoRight(question.publisher, peer.neighbour.peer(), verdict.name()));
    if (isThere && isKnownToBeWrong(question.publisher, verdict, nowNanos)) {
      violated(peer, "a message without right: " + verdict, nowNanos, out);
    }
  }

  /** Whether no honest forwarder can believe any more that the publisher has the right. */
  private boolean isKnownToBeWrong(PeerId publisher, Verdict verdict, long nowNanos) {
    boolean settled = gossip.knownNanos(publisher, nowNanos) > HEARSAY_NANOS;
    return switch (verdict) {
      case NOT_GRANTED -> config.reliableLinks();
      case REVOKED, OVERSIZE -> settled;
      case EXPIRED ->
          settled
              && rights.judge(publisher, 1, wallMillis(nowNanos) - config.skewMillis()) == verdict;
      case GRANTED, OVER_RATE -> false;
    };
  }

  private static Counter counter(Verdict verdict) {
    return switch (verdict) {
      case GRANTED, OVER_RATE -> Counter.OVER_RATE;
      case NOT_GRANTED -> Counter.NOT_GRANTED;
      case REVOKED -> Counter.REVOKED;
      case EXPIRED -> Counter.EXPIRED;
      case OVERSIZE -> Counter.OVERSIZE;
    };
  }

  /** A message is not wanted; it is not asked for again. */
  void unwelcome(MessageId id, long nowNanos) {
    refusals.add(id, nowNanos + Banned.BAN_NANOS);
  }

  void rejected(PeerId publisher, long nowNanos) {
    publishers.rejected(publisher, nowNanos);
  }

  // ---- messages ---------------------------------------------------------------------------------

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

  private @Nullable Code checkTime(
      MessageRecord record, boolean asked, long nowNanos, Effects out) {
    long ageMillis = wallMillis(nowNanos) - record.createdMillis();
    boolean tooOld = !asked && ageMillis > record.ttlSeconds() * 1000L + config.skewMillis();
    if (ageMillis < -config.skewMillis() || tooOld) {
      counters.increment(Counter.WRONG_TIME);
      out.log(new Note.ClockSkew(record.publisher(), -ageMillis));
      return Code.REFUSED;
    }
    return null;
  }

  private @Nullable Code checkValue(
      MessageRecord record, MessageId id, @Nullable StoredMessage rival) {
    if (rival != null || store.values().isNewest(record)) {
      return null;
    }
    counters.increment(Counter.OVERTAKEN);
    store.values().supersede(id); // The witnesses of who sent it may be asked about it.
    return Code.HAVE;
  }

  /** Takes in a value of an earlier run, if its publisher signed it and may still have. */
  void restore(Kept kept, long nowNanos) {
    byte[] payload = kept.payload().unwrap();
    byte[] signed = kept.signed().unwrap();
    MessageRecord record = MessageRecord.decode(signed, payload);
    List<Bytes> chunks = new ArrayList<>(1);
    int from = 0;
    for (int chunk = 0; chunk < record.chunkCount() && from < payload.length; chunk++) {
      int to = Math.min(payload.length, from + record.chunkLength(chunk));
      chunks.add(Bytes.wrap(Arrays.copyOfRange(payload, from, to)));
      from = to;
    }
    MerkleTree tree = new MerkleTree(chunks);
    // Who has just started may not have heard yet what the owner says.
    Verdict verdict = rights.judge(record.publisher(), record.sizeBytes(), record.createdMillis());
    if (record.isValue()
        && store.values().isNewest(record)
        && (verdict == Verdict.GRANTED || verdict == Verdict.NOT_GRANTED)
        && tree.root().equals(record.root())
        && record.verify(group, verifier)) {
      MessageId id = record.id(group);
      store.keepValue(
          StoredMessage.complete(id, record, chunks, tree, nowNanos),
          nowNanos - Values.SETTLED_NANOS);
    }
  }

  private @Nullable Code checkSequence(
      MessageRecord record, @Nullable StoredMessage rival, long nowNanos) {
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
    violated(peer, what, nowNanos, out);
    return Code.REFUSED;
  }

  /** A neighbour did what no honest one does. */
  void violated(CastPeer peer, String what, long nowNanos, Effects out) {
    out.log(new Note.Misbehaviour(peer.neighbour.peer(), what));
    if (peer.violation() >= VIOLATIONS_MAX) {
      overlay.ban(peer.neighbour.peer(), what, nowNanos, out);
    }
  }

  private long wallMillis(long nowNanos) {
    return epochMillisAtZero + nowNanos / 1_000_000;
  }
}
