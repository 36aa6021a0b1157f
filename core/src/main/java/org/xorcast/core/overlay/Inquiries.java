package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.kad.RoutingTable;

/**
 * Where one neighbour is gone, many may be: a missing answer has others asked whether they live.
 *
 * <p>The {@value #SWEEP} that were silent longest are pinged; each of them that does not answer
 * within its own round trip has as many more pinged. One dead neighbour so costs a few pings, a
 * mass failure uncovers itself within a few round trips. A node that found {@value #ALARM_SUSPECTS}
 * dead at once marks its pings as an alarm; who gets one pings {@value #ALARM_SWEEP} of its own,
 * once a second at most, so that also those learn who is gone who had nothing to send.
 */
final class Inquiries {
  private static final int SWEEP = 20;
  private static final int ALARM_SWEEP = 8;
  private static final int ALARM_SUSPECTS = 3;
  private static final long ALARM_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long RTT_UNKNOWN_NANOS = Duration.ofMillis(250).toNanos();

  /** A suspect is asked this often again, soon: where frames are lost it may be well. */
  private static final int REPEATS = 3;

  /** A ping whose answer is expected soon. */
  private record Inquiry(Neighbour neighbour, int repeat, long pingedNanos, long dueNanos) {}

  private final RoutingTable<Neighbour> table;
  private final Liveness liveness;
  private List<Inquiry> open = new ArrayList<>(0);
  private long nextNanos = Deadlines.NEVER;
  private long alarmedNanos = Deadlines.NEVER;
  private long suspectsSinceNanos;
  private int suspects;

  Inquiries(RoutingTable<Neighbour> table, Liveness liveness) {
    this.table = table;
    this.liveness = liveness;
  }

  long nextDeadlineNanos() {
    return nextNanos;
  }

  /** An answer of {@code neighbour} is missing. */
  void suspect(Neighbour neighbour, long nowNanos, Effects out) {
    if (!neighbour.suspect()) {
      return;
    }
    if (nowNanos - suspectsSinceNanos > ALARM_NANOS) {
      suspectsSinceNanos = nowNanos;
      suspects = 0;
    }
    suspects++;
    ask(neighbour, 1, nowNanos, out);
    sweep(SWEEP, nowNanos, out);
  }

  private boolean isAlarmed() {
    return suspects >= ALARM_SUSPECTS;
  }

  /** A neighbour found many dead at once. */
  void alarm(long nowNanos, Effects out) {
    if (alarmedNanos == Deadlines.NEVER || nowNanos - alarmedNanos > FRESH_NANOS) {
      alarmedNanos = nowNanos;
      sweep(ALARM_SWEEP, nowNanos, out);
    }
  }

  private void sweep(int count, long nowNanos, Effects out) {
    List<Neighbour> silent = new ArrayList<>();
    for (Neighbour neighbour : table.all()) {
      if (isWorthAsking(neighbour, nowNanos)) {
        silent.add(neighbour);
      }
    }
    silent.sort((a, b) -> Long.compare(a.lastHeardNanos(), b.lastHeardNanos()));
    for (Neighbour neighbour : silent.subList(0, Math.min(count, silent.size()))) {
      ask(neighbour, 0, nowNanos, out);
    }
  }

  /** Pings {@code neighbour} unless it was heard just now; it is suspect if no answer comes. */
  void check(Neighbour neighbour, long nowNanos, Effects out) {
    if (isWorthAsking(neighbour, nowNanos)) {
      ask(neighbour, 0, nowNanos, out);
    }
  }

  private static boolean isWorthAsking(Neighbour neighbour, long nowNanos) {
    return !neighbour.isBeingPinged() && !neighbour.wasHeardAfter(nowNanos - FRESH_NANOS);
  }

  private void ask(Neighbour neighbour, int repeat, long nowNanos, Effects out) {
    liveness.ping(neighbour, isAlarmed(), nowNanos, out);
    long due = nowNanos + neighbour.rtt().timeoutNanos(RTT_UNKNOWN_NANOS);
    open.add(new Inquiry(neighbour, repeat, nowNanos, due));
    nextNanos = Math.min(nextNanos, due);
  }

  /** Suspects everybody whose answer is due. */
  void wake(long nowNanos, Effects out) {
    if (nowNanos < nextNanos) {
      return;
    }
    nextNanos = Deadlines.NEVER;
    List<Inquiry> asked = open;
    open = new ArrayList<>(0);
    for (Inquiry inquiry : asked) {
      if (inquiry.dueNanos > nowNanos) {
        open.add(inquiry);
        nextNanos = Math.min(nextNanos, inquiry.dueNanos);
      } else if (!inquiry.neighbour.wasHeardAfter(inquiry.pingedNanos)) {
        noAnswer(inquiry, nowNanos, out);
      }
    }
  }

  private void noAnswer(Inquiry inquiry, long nowNanos, Effects out) {
    if (inquiry.repeat == 0) {
      suspect(inquiry.neighbour, nowNanos, out);
    } else if (inquiry.repeat < REPEATS) {
      ask(inquiry.neighbour, inquiry.repeat + 1, nowNanos, out);
    }
  }

  /** This node itself stood still for {@code stallNanos}: no answer is late yet. */
  void excuse(long stallNanos) {
    open.replaceAll(inquiry ->
        new Inquiry(
            inquiry.neighbour, inquiry.repeat, inquiry.pingedNanos, inquiry.dueNanos + stallNanos));
    nextNanos = nextNanos == Deadlines.NEVER ? nextNanos : nextNanos + stallNanos;
  }
}
