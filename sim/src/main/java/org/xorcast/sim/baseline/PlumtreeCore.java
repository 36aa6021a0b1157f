package org.xorcast.sim.baseline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.NodeFactory;

/**
 * Plumtree (Leitão, Pereira and Rodrigues, SRDS 2007): a flood that prunes itself to a tree, with
 * the numbers of iroh-gossip.
 *
 * <p>Each neighbour is <em>eager</em> at first: it gets every message at once. Who gets a message a
 * second time answers PRUNE, and both ends make that link <em>lazy</em>: from then on it carries
 * ids only (IHAVE). After one message what is left of the eager links is a spanning tree. An id
 * that is announced and does not follow within 80 ms means that the tree is broken: GRAFT makes the
 * announcer eager again and fetches the message; after 40 ms more the next announcer is asked.
 *
 * <p>The tree is the first sender's. A message from elsewhere takes long ways through it, so a
 * message that came over 7 or more hops further than the best announcement of it moves the link
 * (the paper's optimisation). With many senders the tree is nobody's and never settles.
 *
 * <p>The paper runs it on HyParView's active view of 5, here it gets a random graph of that degree;
 * without the membership protocol nobody replaces a neighbour that is gone.
 */
final class PlumtreeCore implements Core<Event> {
  static final long GRAFT_AFTER_NANOS = Duration.ofMillis(80).toNanos();
  static final long GRAFT_NEXT_NANOS = Duration.ofMillis(40).toNanos();
  static final int OPTIMISATION_THRESHOLD = 7;

  private static final long BATCH_NANOS = Duration.ofMillis(5).toNanos();
  private static final long SEEN_NANOS = Duration.ofSeconds(90).toNanos();
  private static final long CACHE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MISSING_MAX = 1 << 12;
  private static final long NOBODY = -1;

  private record Cached(Message message, int hop) {}

  private record Announcer(long link, int hop) {}

  /** A message that was announced and has not come. */
  private static final class Missing {
    final Deque<Announcer> announcers = new ArrayDeque<>();
    long graftNanos = Deadlines.NEVER;
  }

  private final Publisher publisher;
  private final Set<Long> eager = new LinkedHashSet<>();
  private final Set<Long> lazy = new LinkedHashSet<>();
  private final Recent<Boolean> seen = new Recent<>(SEEN_NANOS);
  private final Recent<Cached> cache = new Recent<>(CACHE_NANOS);
  private final Map<MessageId, Missing> missing = new LinkedHashMap<>();
  private final Map<Long, List<Frame.Announcement>> batches = new LinkedHashMap<>();
  private long batchNanos = Deadlines.NEVER;

  PlumtreeCore(NodeFactory.Seat seat) {
    publisher = new Publisher(seat);
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Adopt(long link, _, _, _, _) -> eager.add(link);
      case Event.LinkDown(long link, _) -> neighbourDown(link);
      case Event.Publish publish -> {
        Message message = publisher.publish(publish, nowNanos, out);
        spread(message, 0, NOBODY, nowNanos, out);
      }
      case Event.Received(long link, var bytes) -> {
        if (eager.contains(link) || lazy.contains(link)) {
          received(link, Frame.read(bytes), nowNanos, out);
        }
      }
      case Event.Wake _ -> {
        sendBatches(nowNanos, out);
        missing.forEach((id, entry) -> graftIfDue(id, entry, nowNanos, out));
      }
      default -> {}
    }
  }

  private void received(long from, Frame frame, long nowNanos, Effects out) {
    switch (frame) {
      case Frame.Payload(Message message, int hop, _) -> {
        if (seen.contains(message.id())) {
          makeLazy(from);
          new Frame.Prune().send(from, out);
        } else {
          out.deliver(message.delivery(hop));
          makeEager(from);
          spread(message, hop, from, nowNanos, out);
          optimise(message.id(), hop, from, out);
        }
      }
      case Frame.IHave(var announcements) ->
          announcements.forEach(announcement -> announced(from, announcement, nowNanos));
      case Frame.Graft(MessageId id) -> {
        makeEager(from);
        Cached cached = id == null ? null : cache.get(id);
        if (cached != null) {
          new Frame.Payload(cached.message, cached.hop + 1, 0).send(from, out);
        }
      }
      case Frame.Prune() -> makeLazy(from);
      case Frame.IWant _ -> {}
    }
  }

  /** The message itself to eager neighbours now, its id to lazy ones in a few milliseconds. */
  private void spread(Message message, int hop, long from, long nowNanos, Effects out) {
    seen.add(message.id(), true, nowNanos);
    cache.add(message.id(), new Cached(message, hop), nowNanos);
    Frame frame = new Frame.Payload(message, hop + 1, 0);
    for (long peer : eager) {
      if (peer != from) {
        frame.send(peer, out);
      }
    }
    for (long peer : lazy) {
      if (peer != from) {
        batches
            .computeIfAbsent(peer, key -> new ArrayList<>())
            .add(new Frame.Announcement(message.id(), hop));
        batchNanos = Math.min(batchNanos, nowNanos + BATCH_NANOS);
      }
    }
  }

  private void sendBatches(long nowNanos, Effects out) {
    if (nowNanos >= batchNanos) {
      batchNanos = Deadlines.NEVER;
      batches.forEach((peer, batch) -> new Frame.IHave(batch).send(peer, out));
      batches.clear();
    }
  }

  private void announced(long from, Frame.Announcement announcement, long nowNanos) {
    if (seen.contains(announcement.id()) || missing.size() >= MISSING_MAX) {
      return;
    }
    Missing entry = missing.computeIfAbsent(announcement.id(), key -> new Missing());
    entry.announcers.add(new Announcer(from, announcement.hop()));
    if (entry.graftNanos == Deadlines.NEVER) {
      entry.graftNanos = nowNanos + GRAFT_AFTER_NANOS;
    }
  }

  private void graftIfDue(MessageId id, Missing entry, long nowNanos, Effects out) {
    if (nowNanos < entry.graftNanos) {
      return;
    }
    Announcer first = entry.announcers.poll();
    if (first == null) {
      entry.graftNanos = Deadlines.NEVER;
    } else {
      makeEager(first.link);
      new Frame.Graft(id).send(first.link, out);
      entry.graftNanos = nowNanos + GRAFT_NEXT_NANOS;
    }
  }

  /** Moves the link if somebody much closer to the publisher had announced the message. */
  private void optimise(MessageId id, int hop, long from, Effects out) {
    Missing entry = missing.remove(id);
    if (entry == null) {
      return;
    }
    Announcer best = null;
    for (Announcer announcer : entry.announcers) {
      if (best == null || announcer.hop < best.hop) {
        best = announcer;
      }
    }
    if (best != null && hop - best.hop >= OPTIMISATION_THRESHOLD) {
      if (lazy.contains(best.link)) {
        makeEager(best.link);
        new Frame.Graft(null).send(best.link, out);
      }
      makeLazy(from);
      new Frame.Prune().send(from, out);
    }
  }

  private void makeEager(long peer) {
    lazy.remove(peer);
    eager.add(peer);
  }

  private void makeLazy(long peer) {
    eager.remove(peer);
    lazy.add(peer);
  }

  private void neighbourDown(long peer) {
    eager.remove(peer);
    lazy.remove(peer);
    batches.remove(peer);
    for (Missing entry : missing.values()) {
      entry.announcers.removeIf(announcer -> announcer.link == peer);
    }
  }

  @Override
  public long nextDeadlineNanos() {
    long next = batchNanos;
    for (Missing entry : missing.values()) {
      next = Math.min(next, entry.graftNanos);
    }
    return next;
  }
}
