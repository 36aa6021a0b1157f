package org.xorcast.core.topic;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/**
 * When one subscription is announced again, and who was asked for others.
 *
 * <p>The first announcements come one after the other, so that those who subscribe at the same time
 * meet; then one a minute, so that two parts of a topic meet. Where rendezvous nodes know more
 * subscribers than they keep, fewer announcements do.
 *
 * <p>As long as it knows few others, a subscriber asks some neighbours in the network a moment
 * before. In a topic of a large share of the network some of them are in it too, and it need not
 * hurry to the rendezvous nodes, which have too few links for thousands at once.
 */
final class Presence {
  private static final long EVERY_MIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long EVERY_ALONE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long EVERY_MAX_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long EVERY_FULL_NANOS = Duration.ofMinutes(10).toNanos();

  /** How long neighbours have to answer before the rendezvous nodes are looked for. */
  private static final long AROUND_NANOS = Duration.ofMillis(250).toNanos();

  /** Where so many of the few that were asked subscribe, every neighbour is worth a HELLO. */
  private static final int MANY = 2;

  /**
   * So many announce themselves at a rendezvous node in a second: a link that was made for it
   * stands for 5 s and more, and there are 400.
   */
  private static final int ANNOUNCERS_PER_SECOND = 40;

  private static final long AGAIN_NANOS = Duration.ofMillis(250).toNanos();

  /** An announcement outlives so many that did not come. */
  private static final int LIFETIME_ROUNDS = 3;

  private static final long SECOND_NANOS = 1_000_000_000;

  private final NodeId key;
  private final Rng rng;
  private final Set<PeerId> asked = new LinkedHashSet<>();
  private List<PeerId> told = List.of();
  private long everyNanos = EVERY_MIN_NANOS;
  private long atNanos;
  private boolean full;
  private boolean askedAround;
  private int metAround;
  private boolean isSpread;

  Presence(NodeId key, long nowNanos, Rng rng) {
    this.key = key;
    this.atNanos = nowNanos;
    this.rng = rng;
  }

  NodeId key() {
    return key;
  }

  long atNanos() {
    return atNanos;
  }

  /** There is no way to announce anything yet. */
  void postpone(long nowNanos) {
    atNanos = nowNanos + rng.jitter(AGAIN_NANOS, 0.3);
  }

  /** Whether neighbours in the network were asked before this announcement. */
  boolean hasAskedAround() {
    return askedAround;
  }

  /** Neighbours in the network are asked; the announcement follows. */
  void asksAround(long nowNanos) {
    asked.clear();
    askedAround = true;
    metAround = 0;
    atNanos = nowNanos + AROUND_NANOS;
  }

  /** This one is asked, and will answer. */
  void asks(PeerId neighbour) {
    asked.add(neighbour);
  }

  /**
   * One of the neighbours that were asked subscribes too.
   *
   * @return whether by now many of this node's neighbours may be expected to
   */
  boolean metAround() {
    return askedAround && ++metAround == MANY;
  }

  /**
   * Whether the first announcement has to wait, so that not all {@code subscribers} come at once.
   */
  boolean spreads(double subscribers, long nowNanos) {
    long overNanos = announcingNanos(subscribers);
    if (isSpread || overNanos < EVERY_MIN_NANOS) {
      return false;
    }
    isSpread = true;
    atNanos = nowNanos + rng.between(0, overNanos);
    return true;
  }

  private static long announcingNanos(double subscribers) {
    double seconds = subscribers / ANNOUNCERS_PER_SECOND;
    return Math.min(EVERY_FULL_NANOS, (long) (seconds * SECOND_NANOS));
  }

  /** A search for the rendezvous nodes has begun; the next one follows. */
  void begun(boolean alone, double subscribers, long nowNanos) {
    asked.clear();
    askedAround = false;
    everyNanos = Math.max(everyNanos, announcingNanos(subscribers));
    atNanos = nowNanos + rng.jitter(everyNanos, 0.2);
    long most = full ? EVERY_FULL_NANOS : Math.max(everyNanos, EVERY_MAX_NANOS);
    everyNanos = Math.min(2 * everyNanos, alone ? EVERY_ALONE_NANOS : most);
    full = false;
  }

  /** For how long the present announcement is to be believed. */
  int lifetimeSeconds() {
    long rounds = LIFETIME_ROUNDS * Math.max(everyNanos, EVERY_MAX_NANOS) / SECOND_NANOS;
    return (int) Math.min(TopicMessage.LIFETIME_MAX_SECONDS, rounds);
  }

  /** It was announced to these, who will answer. */
  void told(List<PeerId> rendezvous) {
    told = List.copyOf(rendezvous);
    asked.addAll(rendezvous);
  }

  /** To whom it was announced last. */
  List<PeerId> told() {
    return told;
  }

  /** An answer has come; false if it was not asked for. */
  boolean answered(PeerId rendezvous, boolean knowsMany) {
    full |= knowsMany;
    return asked.remove(rendezvous);
  }
}
