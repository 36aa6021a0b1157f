package org.xorcast.core.cast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.overlay.Neighbour;

/** What the broadcast remembers about one neighbour: what it owes us, what waits for it. */
final class CastPeer {
  /** Its values are compared with ours no more often. */
  private static final long COMPARE_NANOS = 100_000_000;

  /** What an acknowledgement refers to. */
  record AckKey(MessageId id, int chunk) {}

  /**
   * A chunk to be pushed.
   *
   * @param group who else could take it, null for an answer to IWANT
   */
  record PendingPush(
      StoredMessage message, int chunk, Mode mode, int height, @Nullable Group group) {
    int sizeBytes() {
      return message.record().chunkLength(chunk);
    }
  }

  /** An answer to a small push that has not been sent yet. */
  record Reply(MessageId id, int chunk, Code code, long sinceNanos) {
    Ack ack(long nowNanos) {
      return new Ack(id, chunk, code, Ack.waited(nowNanos - sinceNanos));
    }
  }

  /** A push or probe that has not been answered. */
  static final class Outstanding {
    final AckKey key;
    final @Nullable Group group;
    final boolean push;
    final int sizeBytes;
    long sentNanos;
    int postponed;

    Outstanding(AckKey key, @Nullable Group group, boolean push, int sizeBytes, long sentNanos) {
      this.key = key;
      this.group = group;
      this.push = push;
      this.sizeBytes = sizeBytes;
      this.sentNanos = sentNanos;
    }
  }

  final Neighbour neighbour;

  /** Its word on what it has. */
  final Credit credit = new Credit();

  // Null while empty, as they nearly always are: a node has one of these objects for each
  // neighbour.
  private @Nullable Map<AckKey, Outstanding> outstanding;
  private @Nullable ArrayDeque<PendingPush> queue;
  private @Nullable List<Announcement> announcements;
  private @Nullable List<Reply> replies;
  private long inFlightBytes;
  private long queuedBytes;
  private long progressNanos;
  private long announcementsFullNanos;
  private long unwantedFullNanos;
  private long comparedNanos = -COMPARE_NANOS;
  private int violations;

  CastPeer(Neighbour neighbour) {
    this.neighbour = neighbour;
  }

  // ---- what it owes us ----

  void expect(Outstanding expected) {
    settle(expected.key);
    if (outstanding == null) {
      outstanding = new LinkedHashMap<>(4);
    }
    outstanding.put(expected.key, expected);
    inFlightBytes += expected.sizeBytes;
  }

  @Nullable Outstanding settle(AckKey key) {
    if (outstanding == null) {
      return null;
    }
    Outstanding settled = outstanding.remove(key);
    if (settled != null) {
      inFlightBytes -= settled.sizeBytes;
    }
    if (outstanding.isEmpty()) {
      outstanding = null;
    }
    return settled;
  }

  @Nullable Outstanding find(AckKey key) {
    return outstanding == null ? null : outstanding.get(key);
  }

  /** What has been waiting longest for an answer. */
  @Nullable Outstanding oldest() {
    return outstanding == null ? null : outstanding.values().iterator().next();
  }

  boolean awaitsNothing() {
    return outstanding == null;
  }

  List<Outstanding> allOutstanding() {
    return outstanding == null ? List.of() : new ArrayList<>(outstanding.values());
  }

  void progress(long nowNanos) {
    progressNanos = nowNanos;
  }

  long progressNanos() {
    return progressNanos;
  }

  // ---- what waits for it ----

  boolean hasWindowFor(int sizeBytes, long windowBytes) {
    return inFlightBytes == 0 || inFlightBytes + sizeBytes <= windowBytes;
  }

  /** Queues a push behind the window; false if the queue is full. */
  boolean enqueue(PendingPush push, long queueMaxBytes) {
    if (queuedBytes + push.sizeBytes() > queueMaxBytes) {
      return false;
    }
    queuedBytes += push.sizeBytes();
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    queue.add(push);
    return true;
  }

  boolean hasQueue() {
    return queue != null;
  }

  /** The next queued push that fits the window, removed from the queue. */
  @Nullable PendingPush dequeue(long windowBytes) {
    if (queue == null || !hasWindowFor(queue.element().sizeBytes(), windowBytes)) {
      return null;
    }
    PendingPush head = queue.remove();
    queuedBytes -= head.sizeBytes();
    if (queue.isEmpty()) {
      queue = null;
    }
    return head;
  }

  /** Removes and returns everything that waits. */
  List<PendingPush> drainQueue() {
    List<PendingPush> drained = queue == null ? List.of() : new ArrayList<>(queue);
    queue = null;
    queuedBytes = 0;
    return drained;
  }

  boolean isQueued(MessageId id, int chunk) {
    return queue != null
        && queue.stream().anyMatch(push -> push.chunk == chunk && push.message.id().equals(id));
  }

  /** Payload on its way and waiting, a measure of how busy the link is. */
  long backlogBytes() {
    return inFlightBytes + queuedBytes;
  }

  // ---- what we owe it, and trust ----

  void owe(Reply reply) {
    if (replies == null) {
      replies = new ArrayList<>(2);
    }
    replies.add(reply);
  }

  boolean hasReplies() {
    return replies != null;
  }

  List<Reply> takeReplies() {
    List<Reply> taken = replies == null ? List.of() : replies;
    replies = null;
    return taken;
  }

  /** Collects an announcement; true if the frame is full. */
  boolean announce(Announcement announcement) {
    if (announcements == null) {
      announcements = new ArrayList<>(2);
    }
    announcements.add(announcement);
    return announcements.size() >= CastMessage.ANNOUNCEMENTS_MAX;
  }

  boolean hasAnnouncements() {
    return announcements != null;
  }

  List<Announcement> takeAnnouncements() {
    List<Announcement> taken = announcements == null ? List.of() : announcements;
    announcements = null;
    return taken;
  }

  /** Lets some of {@code count} announced ids through: those within the limit. */
  int admitAnnouncements(int count, Rate limit, long nowNanos) {
    int admitted = 0;
    while (admitted < count && limit.allows(announcementsFullNanos, 1, nowNanos)) {
      announcementsFullNanos = limit.take(announcementsFullNanos, 1, nowNanos);
      admitted++;
    }
    return admitted;
  }

  /** Whether it may have a list of values now; not too often. */
  boolean mayCompare(long nowNanos) {
    boolean may = nowNanos - comparedNanos >= COMPARE_NANOS;
    comparedNanos = may ? nowNanos : comparedNanos;
    return may;
  }

  /** Counts what came in vain; false if it was too much. */
  boolean admitUnwanted(int units, Rate limit, long nowNanos) {
    if (!limit.allows(unwantedFullNanos, units, nowNanos)) {
      return false;
    }
    unwantedFullNanos = limit.take(unwantedFullNanos, units, nowNanos);
    return true;
  }

  /** Counts something that no correct peer does; returns how often it has happened. */
  int violation() {
    return ++violations;
  }
}
