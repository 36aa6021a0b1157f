package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.IWant;
import org.xorcast.core.cast.StateMessage.Compare;
import org.xorcast.core.cast.StateMessage.Entry;
import org.xorcast.core.cast.StateMessage.Listed;
import org.xorcast.core.cast.StateMessage.Summary;
import org.xorcast.core.cast.Values.Value;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Brings a newcomer the state of the group, and mends what the tree has missed of it.
 *
 * <p>Neighbours tell each other a hash over their values. Who has another one asks for the list of
 * those in the buckets that differ, asks for each value that is newer than its own, and tells what
 * the other lacks. One neighbour is compared with at a time; who falls silent, or takes too long,
 * is left for another.
 */
final class StateExchange {
  private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

  /** No neighbour is listened to for longer, whatever it sends. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  /** A node that has a state compares it no more often. */
  private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

  /** So many neighbours that a newcomer hears of are compared with one after the other. */
  private static final int GREETED_MAX = 3;

  private static final int QUESTIONS_MAX = 256;
  private static final int WANTS_MAX = 16_384;
  private static final long TENTH_NANOS = 100_000_000;

  /** A value that somebody says it has. */
  private static final class Want {
    final CastPeer from;
    final Entry entry;
    boolean asked;

    Want(CastPeer from, Entry entry) {
      this.from = from;
      this.entry = entry;
    }
  }

  private final CastConfig config;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final MessageStore store;
  private final Values values;
  private final Rng rng;
  private final Counters counters;

  private final Map<MessageId, Want> wants = new LinkedHashMap<>(0);
  private final ArrayDeque<MessageId> unasked = new ArrayDeque<>(1);
  private final Map<Long, Entry> told = new LinkedHashMap<>(0);
  private final ArrayDeque<Neighbour> next = new ArrayDeque<>(1);
  private int questions;
  private @Nullable CastPeer partner;
  private boolean listed;
  private boolean newcomer = true;
  private int greeted;
  private long begunNanos = -EVERY_NANOS;
  private long progressNanos;

  StateExchange(
      CastConfig config,
      OverlayCore overlay,
      CastPeers peers,
      MessageStore store,
      Rng rng,
      Counters counters) {
    this.config = config;
    this.overlay = overlay;
    this.peers = peers;
    this.store = store;
    this.values = store.values();
    this.rng = rng;
    this.counters = counters;
  }

  long nextDeadlineNanos() {
    return isBusy()
        ? Math.min(progressNanos + SILENCE_NANOS, begunNanos + PATIENCE_NANOS)
        : Deadlines.NEVER;
  }

  private boolean isBusy() {
    return partner != null || !wants.isEmpty();
  }

  // ---- what is said -----------------------------------------------------------------------------

  /** Tells a neighbour what is here, if there is anything. */
  void tell(Neighbour neighbour, long nowNanos, Effects out) {
    if (!values.isEmpty()) {
      send(neighbour, new Summary(hash(nowNanos)), out);
    }
  }

  void neighbourDown(Neighbour neighbour, long nowNanos, Effects out) {
    next.remove(neighbour);
    if (partner != null && partner.neighbour == neighbour) {
      turnToAnother(nowNanos, out);
    }
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos >= nextDeadlineNanos()) {
      turnToAnother(nowNanos, out);
    }
  }

  void onMessage(CastPeer peer, StateMessage message, long nowNanos, Effects out) {
    switch (message) {
      case Summary summary -> {
        if (summary.hash() != hash(nowNanos)) {
          consider(peer, nowNanos, out);
        }
      }
      case Compare compare -> onCompare(peer, compare, nowNanos, out);
      case Listed list -> onListed(peer, list, nowNanos, out);
    }
  }

  private long hash(long nowNanos) {
    long hash = 0;
    for (long bucket : values.hashes(nowNanos)) {
      hash = Long.rotateLeft(hash, 1) + bucket;
    }
    return hash;
  }

  private void consider(CastPeer peer, long nowNanos, Effects out) {
    if (isBusy()) {
      if (greeted + next.size() < GREETED_MAX) {
        next.add(peer.neighbour);
      }
    } else if (newcomer || nowNanos - begunNanos >= EVERY_NANOS) {
      begin(peer, nowNanos, out);
    }
  }

  private void begin(CastPeer peer, long nowNanos, Effects out) {
    partner = peer;
    listed = false;
    told.clear();
    greeted++;
    begunNanos = nowNanos;
    progressNanos = nowNanos;
    List<Long> hashes = new ArrayList<>(Values.BUCKETS);
    for (long hash : values.hashes(nowNanos)) {
      hashes.add(hash);
    }
    send(peer.neighbour, new Compare(newcomer, hashes), out);
  }

  private void onCompare(CastPeer peer, Compare compare, long nowNanos, Effects out) {
    if (!peer.mayCompare(nowNanos)) {
      return;
    }
    long[] own = values.hashes(nowNanos);
    long buckets = 0;
    for (int i = 0; i < own.length; i++) {
      long their = compare.hashes().get(i);
      if (own[i] != their || compare.all() && their == 0) {
        buckets |= 1L << i;
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (Value value : values.all()) {
      boolean differs = (buckets >>> value.bucket() & 1) != 0;
      if (differs && (compare.all() || value.isSettled(nowNanos))) {
        entries.add(entry(value, nowNanos));
      }
    }
    sendList(peer.neighbour, false, buckets, entries, out);
  }

  private static Entry entry(Value value, long nowNanos) {
    MessageRecord record = value.record();
    long age = Math.max(0, nowNanos - value.changedNanos) / TENTH_NANOS;
    return new Entry(
        value.slot,
        record.session(),
        record.sequence(),
        Math.min(age, StateMessage.AGE_MAX_TENTHS),
        value.message.id());
  }

  private void sendList(
      Neighbour to, boolean answer, long buckets, List<Entry> entries, Effects out) {
    int from = 0;
    do {
      int until = Math.min(entries.size(), from + StateMessage.VALUES_MAX);
      boolean last = until == entries.size();
      send(to, new Listed(answer, last, buckets, entries.subList(from, until)), out);
      from = until;
    } while (from < entries.size());
  }

  private void onListed(CastPeer peer, Listed list, long nowNanos, Effects out) {
    int count = list.entries().size();
    int admitted = peer.admitAnnouncements(count, config.limits().announcements(), nowNanos);
    counters.add(Counter.ANNOUNCEMENTS_DROPPED, count - admitted);
    boolean asked = peer == partner && !list.answer();
    for (Entry entry : list.entries().subList(0, admitted)) {
      want(peer, entry);
      if (asked && told.size() < WANTS_MAX) {
        told.put(entry.slot(), entry);
      }
    }
    if (asked) {
      progressNanos = nowNanos;
      if (list.last()) {
        listed = true;
        tellLacking(peer.neighbour, list.buckets(), nowNanos, out);
      }
    } else if (partner == null && questions == 0) {
      begunNanos = nowNanos;
      progressNanos = nowNanos;
    }
    ask(nowNanos, out);
  }

  private void want(CastPeer peer, Entry entry) {
    Value own = values.inSlot(entry.slot());
    boolean newer =
        own == null
            ? values.hasRoom()
            : Values.compare(entry.session(), entry.sequence(), own.record()) > 0;
    if (newer
        && wants.size() < WANTS_MAX
        && store.get(entry.id()) == null
        && !values.isSuperseded(entry.id())
        && wants.putIfAbsent(entry.id(), new Want(peer, entry)) == null) {
      unasked.add(entry.id());
    }
  }

  /** Tells the neighbour what its list lacks. What is not settled is on its way to it anyhow. */
  private void tellLacking(Neighbour to, long buckets, long nowNanos, Effects out) {
    List<Entry> lacking = new ArrayList<>();
    for (Value value : values.all()) {
      Entry their = told.get(value.slot);
      if ((buckets >>> value.bucket() & 1) != 0
          && value.isSettled(nowNanos)
          && (their == null
              || Values.compare(their.session(), their.sequence(), value.record()) < 0)) {
        lacking.add(entry(value, nowNanos));
      }
    }
    told.clear();
    if (!lacking.isEmpty()) {
      sendList(to, true, 0, lacking, out);
    }
  }

  // ---- what is asked for ------------------------------------------------------------------------

  private void ask(long nowNanos, Effects out) {
    while (!unasked.isEmpty() && questions < QUESTIONS_MAX) {
      MessageId id = unasked.remove();
      Want want = wants.get(id);
      if (want == null) {
        continue;
      }
      Value own = values.inSlot(want.entry.slot());
      boolean overtaken =
          own != null
              && Values.compare(want.entry.session(), want.entry.sequence(), own.record()) <= 0;
      if (overtaken || !peers.isHere(want.from)) {
        wants.remove(id);
        continue;
      }
      BitSet first = new BitSet();
      first.set(0);
      want.asked = true;
      questions++;
      counters.increment(Counter.VALUES_ASKED);
      peers.send(want.from, new IWant(id, first), out);
    }
    if (partner != null && listed && wants.isEmpty()) {
      finish(nowNanos, out);
    }
  }

  private void finish(long nowNanos, Effects out) {
    partner = null;
    newcomer = false;
    while (partner == null && !next.isEmpty()) {
      CastPeer peer = peers.get(next.remove().peer());
      if (peer != null) {
        begin(peer, nowNanos, out);
      }
    }
  }

  private void turnToAnother(long nowNanos, Effects out) {
    Neighbour failed = partner == null ? null : partner.neighbour;
    wants.clear();
    unasked.clear();
    questions = 0;
    partner = null;
    Neighbour other = next.isEmpty() ? Exchange.anyOf(overlay.table(), rng) : next.remove();
    CastPeer peer = other == null || other == failed ? null : peers.get(other.peer());
    if (peer != null) {
      begin(peer, nowNanos, out);
    }
  }

  /** Whether {@code peer} was asked for this value, so that it may be older than others. */
  boolean isAskedOf(CastPeer peer, MessageId id) {
    Want want = wants.get(id);
    return want != null && want.from == peer;
  }

  /** Since when a value that has just come is the newest of its key. */
  long changedNanos(MessageId id, long nowNanos) {
    Want want = wants.get(id);
    return want == null ? nowNanos : nowNanos - want.entry.ageTenths() * TENTH_NANOS;
  }

  /**
   * A value has come, or will not.
   *
   * @param message as far as it is here, null if nothing of it is
   */
  void settled(
      CastPeer from, MessageId id, @Nullable StoredMessage message, long nowNanos, Effects out) {
    Want want = wants.remove(id);
    if (want == null) {
      return;
    }
    if (message != null && !message.isComplete() && want.from == from) {
      peers.send(from, new IWant(id, message.missing()), out);
    }
    questions -= want.asked ? 1 : 0;
    progressNanos = nowNanos;
    ask(nowNanos, out);
  }

  private void send(Neighbour to, StateMessage message, Effects out) {
    peers.send(to, new CastMessage.OfState(message), out);
  }
}
