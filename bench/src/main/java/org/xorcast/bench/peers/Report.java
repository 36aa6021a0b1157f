package org.xorcast.bench.peers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table that is printed, in Markdown, and how ours stands to the goals. */
final class Report {
  private final List<Outcome> outcomes;

  Report(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        """
        | N | system | messages/s, window 8 | CPU a delivery, us (paced) | wire bytes a payload byte (paced) \
        | p50 / p99 / last node p50, ms, window 8 | the same, paced | RSS, MB | reached all | other load \
        | loadavg before |
        |---|---|---|---|---|---|---|---|---|---|---|
        """);
    outcomes.forEach(outcome -> table.append(row(outcome)).append('\n'));
    return table.toString();
  }

  private static String row(Outcome outcome) {
    Phase paced = outcome.phase("paced");
    Phase window = outcome.phase("window");
    String head = "| " + outcome.nodes() + " | " + outcome.contestant().description() + " | ";
    String failure = outcome.failure();
    if (window == null || paced == null) {
      return head + (failure == null ? "not measured" : failure) + " | | | | | | | | |";
    }
    return head
        + String.format(
            Locale.ROOT,
            "%.1f | %.1f (%.0f) | %.3f (%.3f) | %s | %s at %d/s | %d | %.2f %% | %.2f | %s |",
            window.messagesPerSecond(),
            window.processorMicrosPerDelivery(),
            paced.processorMicrosPerDelivery(),
            window.wireBytesPerPayloadByte(),
            paced.wireBytesPerPayloadByte(),
            latencies(window),
            latencies(paced),
            outcome.contestant().pacedRate(outcome.nodes()),
            window.after().residentBytes() >> 20,
            100 * outcome.complete(),
            Math.max(window.otherLoad(), paced.otherLoad()),
            outcome.loadBefore())
        + (failure == null ? "" : " " + failure)
        + (outcome.tries() == 1 ? "" : " the better of " + outcome.tries() + " tries");
  }

  private static String latencies(Phase phase) {
    return String.format(
        Locale.ROOT,
        "%.1f / %.1f / %.1f",
        phase.millis("p50Millis"),
        phase.millis("p99Millis"),
        phase.millis("lastP50Millis"));
  }

  /** Ours against iroh and libp2p where all three have been measured. */
  String goals() {
    StringBuilder goals = new StringBuilder();
    for (int nodes : outcomes.stream().mapToInt(Outcome::nodes).distinct().toArray()) {
      Outcome ours = find(Contestant.OURS, nodes);
      Phase window = ours == null ? null : ours.phase("window");
      if (ours == null || window == null || !ours.isSound()) {
        goals.append("N = ").append(nodes).append(": no sound figures of ours\n");
        continue;
      }
      goals.append("N = ").append(nodes).append('\n');
      goal(goals, "wire bytes a payload byte", window.wireBytesPerPayloadByte(), "<=", 1.2);
      for (Contestant other : List.of(Contestant.IROH, Contestant.LIBP2P)) {
        against(goals, ours, find(other, nodes), other);
      }
    }
    return goals.toString();
  }

  private static void against(
      StringBuilder goals, Outcome ours, @Nullable Outcome theirs, Contestant other) {
    Phase our = ours.phase("window");
    Phase their = theirs == null ? null : theirs.phase("window");
    if (our == null || theirs == null || their == null || !theirs.isSound()) {
      goals.append("  no sound figures of ").append(other.key()).append('\n');
      return;
    }
    goal(
        goals,
        "messages/s, times " + other.key() + "'s",
        our.messagesPerSecond() / their.messagesPerSecond(),
        ">=",
        10);
    goal(
        goals,
        "CPU a delivery, share of " + other.key() + "'s",
        our.processorMicrosPerDelivery() / their.processorMicrosPerDelivery(),
        "<=",
        0.2);
    Phase ourPaced = ours.phase("paced");
    Phase theirPaced = theirs.phase("paced");
    if (ourPaced != null && theirPaced != null) {
      goal(
          goals,
          "p99 paced, share of " + other.key() + "'s",
          ourPaced.millis("p99Millis") / theirPaced.millis("p99Millis"),
          "<=",
          1);
    }
    goal(
        goals,
        "p99 window 8, share of " + other.key() + "'s",
        our.millis("p99Millis") / their.millis("p99Millis"),
        "<=",
        1);
  }

  private static void goal(
      StringBuilder goals, String what, double value, String relation, double bound) {
    if (!Double.isFinite(value)) {
      goals.append("  ").append(what).append(": no figure\n");
      return;
    }
    boolean met = relation.equals("<=") ? value <= bound : value >= bound;
    goals.append(
        String.format(
            Locale.ROOT,
            "  %-40s %8.3f  goal %s %.2f  %s%n",
            what,
            value,
            relation,
            bound,
            met ? "met" : "NOT MET"));
  }

  private @Nullable Outcome find(Contestant contestant, int nodes) {
    for (Outcome outcome : outcomes) {
      if (outcome.contestant() == contestant && outcome.nodes() == nodes) {
        return outcome;
      }
    }
    return null;
  }
}
