package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.IWant;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * The receiving half of the broadcast, and its front door: checks what comes, delivers it once, and
 * pulls what does not come.
 */
public final class CastCore implements Core<Event> {
  /** The largest payload of one message in bytes, 16 MiB. */
  public static final int PAYLOAD_MAX_BYTES = MessageRecord.PAYLOAD_MAX_BYTES;

  /** The longest file name in UTF-8 bytes. */
  public static final int NAME_MAX_BYTES = MessageRecord.NAME_MAX_BYTES;

  private static final long EXPIRE_EVERY_NANOS = 5_000_000_000L;
  private static final long PULL_AGAIN_MIN_NANOS = 110_000_000;
  private static final long SPREAD_NANOS = 30_000_000;
  private static final int VIOLATIONS_MAX = 3;
  private static final int STALLED_PULLS_MAX = 20;

  private enum Deadline {
    PULLS,
    STALLS,
    EXPIRE
  }

  private final Identity identity;
  private final Verifier verifier;
  private final Bytes group;
  private final CastConfig config;
  private final OverlayCore overlay;
  private final long epochMillisAtZero;
  private final Rng rng;
  private final Counters counters;

  private final MessageStore store;
  private final SeenMessages seen;
  private final Pulls pulls = new Pulls();
  private final PullTimer pullTimer;
  private final Spreader spreader;
  private final Exchange exchange;
  private final Deadlines<Deadline> deadlines = new Deadlines<>(Deadline.class);

  private long session = -1;
  private long lastSequence;

  /**
   * @param group hash of the group's name; records of other groups do not verify
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   */
  public CastCore(
      Identity identity,
      Verifier verifier,
      Bytes group,
      CastConfig config,
      OverlayCore overlay,
      long epochMillisAtZero,
      Rng rng,
      Counters counters) {
    this.identity = identity;
    this.verifier = verifier;
    this.group = group;
    this.config = config;
    this.overlay = overlay;
    this.epochMillisAtZero = epochMillisAtZero;
    this.rng = rng;
    this.counters = counters;
    this.store = new MessageStore(config, counters);
    this.seen = new SeenMessages(counters);
    this.pullTimer = new PullTimer(overlay, config.stallNanos(), rng);
    this.spreader = new Spreader(config, overlay, rng.fork(), counters);
    this.exchange = new Exchange(config, overlay, spreader, seen, store, rng.fork());
  }

  @Override
  public long nextDeadlineNanos() {
    return Math.min(
        deadlines.nextNanos(),
        Math.min(spreader.nextDeadlineNanos(), exchange.nextDeadlineNanos()));
  }

  /** Takes {@link Event.Publish} and {@link Event.Wake}; links are the overlay's. */
  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Publish publish -> publish(publish, nowNanos, out);
      case Event.Wake wake -> onWake(nowNanos, out);
      default -> throw new IllegalArgumentException("not for the broadcast: " + event);
    }
  }

  public void neighbourUp(Neighbour neighbour, long nowNanos) {
    spreader.neighbourUp(neighbour);
    exchange.neighbourUp(neighbour, nowNanos);
  }

  public void neighbourDown(Neighbour neighbour, long nowNanos, Effects out) {
    spreader.neighbourDown(neighbour, nowNanos, out);
  }

  /** The driver stood still until now: nobody's silence in the meantime counts. */
  public void excuseSilence(long nowNanos) {
    spreader.excuseSilence(nowNanos);
  }

  /** Takes a broadcast frame of a neighbour. */
  public void onFrame(Neighbour neighbour, Bytes frame, long nowNanos, Effects out) {
    CastPeer peer = spreader.peer(neighbour.peer());
    if (peer == null) {
      return;
    }
    switch (CastMessage.decode(frame.unwrap())) {
      case Push push -> onPush(peer, push, nowNanos, out);
      case Ack ack -> spreader.onAck(peer, ack, store.get(ack.id()), nowNanos, out);
      case CastMessage.IHave have ->
          have.announcements().forEach(one -> onAnnouncement(peer, one, nowNanos));
      case Probe probe -> onProbe(peer, probe, nowNanos, out);
      case IWant want -> {
        StoredMessage message = store.get(want.id());
        if (message != null) {
          spreader.serve(peer, message, want.chunks(), nowNanos, out);
        }
      }
      case CastMessage.Digest digest -> exchange.onDigest(peer, digest, nowNanos, out);
      case CastMessage.Vector vector -> exchange.onVector(peer, vector, nowNanos, out);
    }
  }

  // ---- publishing -------------------------------------------------------------------------------

  private void publish(Event.Publish publish, long nowNanos, Effects out) {
    int size = publish.payload().length();
    if (size < 1 || size > PAYLOAD_MAX_BYTES) {
      throw new IllegalArgumentException("payload of " + size + " bytes");
    }
    if (session < 0) {
      session = wallMillis(nowNanos);
    }
    List<Bytes> chunks = cut(publish.payload());
    MerkleTree tree = new MerkleTree(chunks);
    MessageRecord record =
        MessageRecord.sign(
            identity,
            group,
            session,
            ++lastSequence,
            wallMillis(nowNanos),
            config.ttlSeconds(),
            size,
            Integer.numberOfTrailingZeros(config.chunkBytes()),
            tree.root(),
            publish.name());
    StoredMessage message =
        StoredMessage.complete(record.id(group), record, chunks, tree, nowNanos);
    out.published(publish.ticket(), message.id(), lastSequence);
    accept(message, nowNanos, out);
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      spreader.spread(message, chunk, Spreader.Kind.PUSH, 0, Delegation.HEIGHT_MAX, nowNanos, out);
    }
  }

  private List<Bytes> cut(Bytes payload) {
    byte[] all = payload.unwrap();
    List<Bytes> chunks = new ArrayList<>();
    for (int from = 0; from < all.length; from += config.chunkBytes()) {
      int to = Math.min(all.length, from + config.chunkBytes());
      chunks.add(Bytes.wrap(Arrays.copyOfRange(all, from, to)));
    }
    return chunks;
  }

  private long wallMillis(long nowNanos) {
    return epochMillisAtZero + nowNanos / 1_000_000;
  }

  // ---- receiving --------------------------------------------------------------------------------

  private void onPush(CastPeer peer, Push push, long nowNanos, Effects out) {
    counters.increment(Counter.PUSHES_RECEIVED);
    counters.add(Counter.PAYLOAD_BYTES_RECEIVED, push.body().length());
    MessageId id = push.record().id(group);
    StoredMessage known = store.get(id);
    Code code;
    if (known != null && known.has(push.chunk())) {
      code = Code.HAVE;
    } else {
      code = check(peer, push, id, known, nowNanos, out);
    }
    spreader.send(peer, new Ack(id, push.chunk(), code), out);
    StoredMessage message = store.get(id);
    if (code == Code.HAVE) {
      counters.add(Counter.PAYLOAD_BYTES_DUPLICATE, push.body().length());
    }
    if (message == null || code == Code.REFUSED) {
      return;
    }
    message.addHolder(peer.neighbour.peer());
    if (code == Code.HAVE) {
      if (push.mode() == Mode.TREE) {
        coverMore(peer, message, push.chunk(), push.height(), nowNanos, out);
      }
      return;
    }
    message.add(push.chunk(), push.body(), push.proof(), push.hop(), nowNanos);
    passOn(peer, message, push, nowNanos, out);
    if (message.isComplete()) {
      accept(message, nowNanos, out);
      repayPull(message, nowNanos, out);
    }
  }

  /** All checks of a chunk that is not here yet, the cheap ones first. */
  private Code check(
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
      deadlines.setEarlier(Deadline.STALLS, nowNanos + config.stallNanos());
    }
    return Code.NEW;
  }

  private @Nullable Code checkSequence(MessageRecord record, long nowNanos, Effects out) {
    long skewMillis = wallMillis(nowNanos) - record.createdMillis();
    if (skewMillis < -config.skewMillis()
        || skewMillis > record.ttlSeconds() * 1000L + config.skewMillis()) {
      counters.increment(Counter.WRONG_TIME);
      out.log(new Note.ClockSkew(record.publisher(), skewMillis));
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

  private Code violated(CastPeer peer, Counter counter, String what, long nowNanos, Effects out) {
    counters.increment(counter);
    out.log(new Note.Misbehaviour(peer.neighbour.peer(), what));
    if (peer.violation() >= VIOLATIONS_MAX) {
      overlay.expel(peer.neighbour.link(), what, nowNanos, out);
    }
    return Code.REFUSED;
  }

  /** Forwards a new chunk before anything else happens to it. */
  private void passOn(CastPeer peer, StoredMessage message, Push push, long nowNanos, Effects out) {
    Pulls.Pull pull = pulls.remove(message.id());
    if (push.mode() == Mode.PULLED) {
      message.markRepaired();
      if (pull != null) {
        message.owe(pull.height(), pull.heals());
      }
      return;
    }
    int height = legalHeight(peer, push.height(), nowNanos, out);
    message.cover(push.chunk(), height);
    spreader.spread(message, push.chunk(), Spreader.Kind.PUSH, 0, height, nowNanos, out);
    if (push.chunk() == 0) {
      spreader.crossLink(message, height, peer.neighbour.peer(), nowNanos, out);
    }
  }

  /**
   * A delegator can only hand over the sibling subtree that this node is in, so the height is at
   * most the bucket in which this node sees it. More is cut down to that.
   */
  private int legalHeight(CastPeer peer, int height, long nowNanos, Effects out) {
    int most = peer.neighbour.bucketIndex();
    if (height > most) {
      violated(peer, Counter.BAD_HEIGHT, "height " + height + " over " + most, nowNanos, out);
    }
    return Math.min(height, most);
  }

  /** A peer that already has a chunk is asked to be responsible for more: only ids travel. */
  private void coverMore(
      CastPeer peer, StoredMessage message, int chunk, int height, long nowNanos, Effects out) {
    int low = message.covered(chunk);
    int high = legalHeight(peer, height, nowNanos, out);
    if (high > low) {
      message.cover(chunk, high);
      spreader.spread(message, chunk, Spreader.Kind.PROBE, low, high, nowNanos, out);
    }
  }

  /** A message is complete: remember, keep and deliver it, unless another one took its sequence. */
  private void accept(StoredMessage message, long nowNanos, Effects out) {
    MessageRecord record = message.record();
    exchange.active(nowNanos);
    deadlines.setEarlier(Deadline.EXPIRE, nowNanos + EXPIRE_EVERY_NANOS);
    store.finish(message);
    if (seen.judge(record, nowNanos) == SeenMessages.Verdict.SEEN) {
      counters.increment(Counter.EQUIVOCATIONS);
      return;
    }
    seen.mark(record, nowNanos);
    counters.increment(Counter.DELIVERED);
    if (message.isRepaired()) {
      counters.increment(Counter.REPAIRED);
    }
    out.deliver(
        new Delivery(
            message.id(),
            record.publisher(),
            record.session(),
            record.sequence(),
            record.createdMillis(),
            record.name(),
            message.payload(),
            record.sizeBytes(),
            message.hop()));
  }

  /** Does for its region what a node that got the message by the tree would have done. */
  private void repayPull(StoredMessage message, long nowNanos, Effects out) {
    int chunk = message.isSingleChunk() ? 0 : CastMessage.WHOLE;
    int low = message.covered(chunk);
    if (message.owedHeight() > low) {
      message.cover(chunk, message.owedHeight());
      spreader.spread(
          message, chunk, Spreader.Kind.PROBE, low, message.owedHeight(), nowNanos, out);
    }
    if (message.isRepaired() && (message.isHealing() || message.owedHeight() == 0)) {
      spreader.heal(new Healing(message, overlay.table().lowestBucket()), nowNanos, out);
    }
  }

  // ---- pulling ----------------------------------------------------------------------------------

  private void onAnnouncement(CastPeer peer, Announcement announcement, long nowNanos) {
    StoredMessage message = store.get(announcement.id());
    PeerId announcer = peer.neighbour.peer();
    if (message != null) {
      message.addHolder(announcer);
      return;
    }
    boolean handedOver = announcement.rank() < Announcement.CROSS_LINK_LARGE;
    int height = handedOver ? Math.min(announcement.height(), peer.neighbour.bucketIndex()) : 0;
    long at = nowNanos;
    if (announcement.rank() != Announcement.EXCHANGE) {
      at += pullTimer.waitNanos(height, announcement.rank(), nowNanos);
    }
    if (pulls.offer(announcement.id(), announcer, height, at) == null) {
      counters.increment(Counter.ANNOUNCEMENTS_DROPPED);
    }
    deadlines.setEarlier(Deadline.PULLS, at);
  }

  private void onProbe(CastPeer peer, Probe probe, long nowNanos, Effects out) {
    StoredMessage message = store.get(probe.id());
    int chunk = probe.chunk();
    if (message == null) {
      pullFromProber(peer, probe, nowNanos, out);
      return;
    }
    message.addHolder(peer.neighbour.peer());
    boolean here =
        chunk == CastMessage.WHOLE
            ? message.isComplete()
            : chunk < message.chunkCount() && message.has(chunk);
    spreader.send(peer, new Ack(probe.id(), chunk, here ? Code.HAVE : Code.PENDING), out);
    if (here) {
      coverMore(peer, message, chunk, probe.height(), nowNanos, out);
    }
  }

  private void pullFromProber(CastPeer peer, Probe probe, long nowNanos, Effects out) {
    Pulls.Pull known = pulls.get(probe.id());
    boolean asked = known != null && known.wasAskedAfter(nowNanos - PULL_AGAIN_MIN_NANOS);
    int height = legalHeight(peer, probe.height(), nowNanos, out);
    Pulls.Pull pull =
        pulls.offer(probe.id(), peer.neighbour.peer(), height, nowNanos + PULL_AGAIN_MIN_NANOS);
    if (asked || pull == null) {
      spreader.send(peer, new Ack(probe.id(), probe.chunk(), Code.PENDING), out);
      return;
    }
    BitSet wanted = firstChunk();
    if (probe.chunk() != CastMessage.WHOLE) {
      wanted.set(probe.chunk());
    }
    pull.askedNow(peer.neighbour.peer(), nowNanos, again(peer, nowNanos));
    spreader.send(peer, new IWant(probe.id(), wanted), out);
    deadlines.setEarlier(Deadline.PULLS, again(peer, nowNanos));
  }

  /** All of a small message, and enough of a large one to learn how much is missing. */
  private static BitSet firstChunk() {
    BitSet first = new BitSet();
    first.set(0);
    return first;
  }

  private long again(CastPeer peer, long nowNanos) {
    long timeout = peer.neighbour.rtt().timeoutNanos(2 * PULL_AGAIN_MIN_NANOS);
    return nowNanos + Math.max(PULL_AGAIN_MIN_NANOS, timeout) + rng.between(0, SPREAD_NANOS);
  }

  private void runPulls(long nowNanos, Effects out) {
    for (Pulls.Pull pull : pulls.due(nowNanos)) {
      PeerId source = pulls.nextSource(pull);
      CastPeer peer = source == null ? null : spreader.peer(source);
      if (source != null) {
        long again = peer == null ? nowNanos : again(peer, nowNanos);
        pull.askedNow(source, nowNanos, again);
      }
      if (peer != null) {
        spreader.send(peer, new IWant(pull.id, firstChunk()), out);
      }
    }
    deadlines.set(Deadline.PULLS, pulls.nextNanos());
  }

  /** Pulls the missing chunks of messages that have stopped growing. */
  private void runStalls(long nowNanos, Effects out) {
    long next = Deadlines.NEVER;
    for (StoredMessage message : store.unfinished()) {
      long at =
          message.progressNanos() + config.stallNanos() * (1 + message.pullsWithoutProgress());
      if (nowNanos >= at) {
        if (message.pullsWithoutProgress() >= STALLED_PULLS_MAX) {
          store.abandon(message);
          continue;
        }
        message.pulled(nowNanos);
        CastPeer source = anyHolder(message);
        if (source != null) {
          spreader.send(source, new IWant(message.id(), message.missing()), out);
        }
        at = nowNanos + config.stallNanos() * (1 + message.pullsWithoutProgress());
      }
      next = Math.min(next, at);
    }
    deadlines.set(Deadline.STALLS, next);
  }

  /** A random neighbour that is known to have some of the message, or just any neighbour. */
  private @Nullable CastPeer anyHolder(StoredMessage message) {
    List<CastPeer> holders = new ArrayList<>();
    for (PeerId holder : message.holders()) {
      CastPeer peer = spreader.peer(holder);
      if (peer != null && !peer.neighbour.isSuspect()) {
        holders.add(peer);
      }
    }
    if (!holders.isEmpty()) {
      return holders.get(rng.nextInt(holders.size()));
    }
    List<Neighbour> all = overlay.neighbours();
    return all.isEmpty() ? null : spreader.peer(all.get(rng.nextInt(all.size())).peer());
  }

  private void onWake(long nowNanos, Effects out) {
    spreader.wake(nowNanos, out);
    exchange.wake(nowNanos, out);
    if (deadlines.take(Deadline.PULLS, nowNanos)) {
      runPulls(nowNanos, out);
    }
    if (deadlines.take(Deadline.STALLS, nowNanos)) {
      runStalls(nowNanos, out);
    }
    if (deadlines.take(Deadline.EXPIRE, nowNanos)) {
      store.expire(nowNanos - config.retainNanos());
      seen.expire(nowNanos - config.retainNanos(), nowNanos);
      if (!store.isEmpty()) {
        deadlines.set(Deadline.EXPIRE, nowNanos + EXPIRE_EVERY_NANOS);
      }
    }
  }
}
