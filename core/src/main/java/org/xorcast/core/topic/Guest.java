package org.xorcast.core.topic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.Handover;
import org.xorcast.core.cast.HandoverReceipt;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Publishing in a topic without subscribing to it: each message is handed to one subscriber, the
 * entry, who spreads it as its own. If it does not answer, the next one gets it.
 */
final class Guest {
  private static final int MESSAGES_MAX = 1024;
  private static final long BYTES_MAX = 64L << 20;

  /** So many messages are on their way to the entry at a time. */
  private static final int IN_FLIGHT_MAX = 32;

  private static final int CANDIDATES_MAX = 64;

  /** Messages whose receipts are waited for; beyond that the oldest's is not. */
  private static final int COUNTED_MAX = 1024;

  /** Who does not acknowledge anything for so long is not the entry any more. */
  private static final long ANSWER_NANOS = Duration.ofMillis(1500).toNanos();

  /** A dial may take so long. */
  private static final long DIAL_NANOS = Duration.ofMillis(1500).toNanos();

  private static final long LOCATE_MIN_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LOCATE_MAX_NANOS = Duration.ofSeconds(4).toNanos();

  /** A message that nobody took by then is given up. */
  private static final long GIVE_UP_NANOS = Duration.ofSeconds(20).toNanos();

  private record Waiting(Handover handover, long sinceNanos) {}

  private final TopicId topic;
  private final OverlayCore network;
  private final Counters counters;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Map<PeerId, PeerRecord> candidates = new LinkedHashMap<>();
  private final Map<MessageId, HandoverReceipt> counted = new LinkedHashMap<>(0);
  private final Set<PeerId> asked = new LinkedHashSet<>();
  private long waitingBytes;
  private @Nullable PeerRecord entry;
  private @Nullable Neighbour linked;
  private long progressNanos;
  private long locateNanos = Deadlines.NEVER;
  private long locateEveryNanos = LOCATE_MIN_NANOS;

  Guest(TopicId topic, OverlayCore network, Counters counters) {
    this.topic = topic;
    this.network = network;
    this.counters = counters;
  }

  NodeId key() {
    return topic.key();
  }

  boolean isIdle() {
    return waiting.isEmpty() && counted.isEmpty();
  }

  boolean hasRoomFor(int sizeBytes) {
    return waiting.size() < MESSAGES_MAX && waitingBytes + sizeBytes <= BYTES_MAX;
  }

  /** Takes a message over, for which there is room. */
  void offer(Handover handover, long nowNanos, Effects out) {
    HandoverReceipt receipt = handover.receipt();
    if (receipt != null) {
      counted.put(receipt.id(), receipt);
      if (counted.size() > COUNTED_MAX) {
        ended(counted.values().iterator().next(), out);
      }
    }
    if (waiting.isEmpty()) {
      progressNanos = nowNanos;
      locateEveryNanos = LOCATE_MIN_NANOS;
    }
    waiting.removeIf(older -> {
      boolean replaced = older.handover.isReplacedBy(handover);
      waitingBytes -= replaced ? older.handover.sizeBytes() : 0;
      return replaced;
    });
    waiting.add(new Waiting(handover, nowNanos));
    waitingBytes += handover.sizeBytes();
  }

  long nextDeadlineNanos() {
    long counting = Deadlines.NEVER;
    for (HandoverReceipt receipt : counted.values()) {
      counting = Math.min(counting, receipt.endNanos());
    }
    return Math.min(counting, nextSendingNanos());
  }

  private long nextSendingNanos() {
    Waiting oldest = waiting.peek();
    if (oldest == null) {
      return Deadlines.NEVER;
    }
    long patience = linked == null ? DIAL_NANOS : ANSWER_NANOS;
    long tired = entry == null ? Deadlines.NEVER : progressNanos + patience;
    return Math.min(Math.min(tired, locateNanos), oldest.sinceNanos + GIVE_UP_NANOS);
  }

  /** Whether subscribers have to be searched for now. */
  boolean wantsToLocate(long nowNanos) {
    return !waiting.isEmpty() && nowNanos >= locateNanos;
  }

  /** A search has begun, or cannot begin yet. */
  void locating(long nowNanos) {
    locateNanos = nowNanos + locateEveryNanos;
    locateEveryNanos = Math.min(2 * locateEveryNanos, LOCATE_MAX_NANOS);
  }

  void asked(PeerId rendezvous) {
    asked.add(rendezvous);
  }

  /** An answer has come; false if it was not asked for. */
  boolean answered(PeerId rendezvous, List<PeerRecord> subscribers) {
    if (!asked.remove(rendezvous)) {
      return false;
    }
    for (PeerRecord subscriber : subscribers) {
      if (candidates.size() < CANDIDATES_MAX || candidates.containsKey(subscriber.peer())) {
        candidates.put(subscriber.peer(), subscriber);
      }
    }
    return true;
  }

  /**
   * Does what can be done now.
   *
   * @param out the network's
   */
  void advance(long nowNanos, Effects out) {
    giveUpOld(nowNanos, out);
    for (HandoverReceipt receipt : List.copyOf(counted.values())) {
      if (nowNanos >= receipt.endNanos()) {
        ended(receipt, out);
      }
    }
    if (waiting.isEmpty()) {
      return;
    }
    PeerRecord current = entry;
    if (current != null) {
      Neighbour neighbour = network.neighbour(current.peer());
      boolean late = nowNanos - progressNanos >= (linked == null ? DIAL_NANOS : ANSWER_NANOS);
      if (late || (linked != null && neighbour != linked)) {
        dropEntry();
      } else if (linked == null && neighbour != null) {
        linked = neighbour;
        progressNanos = nowNanos;
      }
    }
    PeerRecord next = entry == null ? anyCandidate() : null;
    if (next != null) {
      choose(next, nowNanos, out);
    }
    if (entry == null && locateNanos == Deadlines.NEVER) {
      locateNanos = nowNanos;
    } else if (entry != null) {
      locateNanos = Deadlines.NEVER;
      send(out);
    }
  }

  /** Nobody will say more about who has the message. */
  private void ended(HandoverReceipt receipt, Effects out) {
    counted.remove(receipt.id());
    out.reached(receipt.id(), receipt.last());
  }

  /** Nobody takes the message. */
  private void drop(Handover handover, Effects out) {
    counters.increment(Counter.HANDOVERS_DROPPED);
    waitingBytes -= handover.sizeBytes();
    HandoverReceipt receipt = counted.get(handover.id());
    if (receipt != null) {
      ended(receipt, out);
    }
  }

  private @Nullable PeerRecord anyCandidate() {
    Iterator<PeerRecord> all = candidates.values().iterator();
    return all.hasNext() ? all.next() : null;
  }

  private void choose(PeerRecord next, long nowNanos, Effects out) {
    candidates.remove(next.peer());
    linked = network.neighbour(next.peer());
    if (linked == null) {
      network.reach(next, nowNanos, out);
    }
    entry = next;
    progressNanos = nowNanos;
  }

  private void dropEntry() {
    entry = null;
    linked = null;
    waiting.forEach(each -> each.handover.startAgain());
  }

  private void send(Effects out) {
    if (linked == null) {
      return;
    }
    Effects toTopic = new TaggedEffects(topic.tag(), out);
    int count = 0;
    for (Waiting each : waiting) {
      if (++count > IN_FLIGHT_MAX) {
        return;
      }
      each.handover.send(linked.link(), counters, toTopic);
    }
  }

  /** Takes a frame of the topic from a peer; false if it answers nothing of here. */
  boolean onFrame(PeerId peer, byte[] frame, long nowNanos, Effects out) {
    if (linked == null || !linked.peer().equals(peer)) {
      return false;
    }
    for (HandoverReceipt receipt : counted.values()) {
      Reach before = receipt.latest();
      if (receipt.onFrame(frame)) {
        if (receipt.latest().over()) {
          ended(receipt, out);
        } else if (!receipt.latest().equals(before)) {
          out.reached(receipt.id(), receipt.latest());
        }
        return true;
      }
    }
    Iterator<Waiting> all = waiting.iterator();
    while (all.hasNext()) {
      Waiting each = all.next();
      switch (each.handover.onFrame(frame)) {
        case NONE -> {}
        case PARTLY -> {
          progressNanos = nowNanos;
          return true;
        }
        case DONE -> {
          progressNanos = nowNanos;
          waitingBytes -= each.handover.sizeBytes();
          all.remove();
          return true;
        }
        case REFUSED -> {
          // It will be refused everywhere: the checks are the same.
          all.remove();
          drop(each.handover, out);
          return true;
        }
      }
    }
    return false;
  }

  /** The peer says that it does not subscribe. */
  void refusedBy(PeerId peer) {
    candidates.remove(peer);
    if (entry != null && entry.peer().equals(peer)) {
      dropEntry();
    }
  }

  private void giveUpOld(long nowNanos, Effects out) {
    int dropped = 0;
    for (Waiting oldest = waiting.peek();
        oldest != null && nowNanos - oldest.sinceNanos >= GIVE_UP_NANOS;
        oldest = waiting.peek()) {
      waiting.remove();
      drop(oldest.handover, out);
      dropped++;
    }
    if (dropped > 0) {
      out.log(new Note.NoSubscribers(topic, dropped));
    }
  }
}
