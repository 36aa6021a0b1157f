package org.xorcast.bench.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of a trial. */
final class Outcome {
  private static final double SOUND = 0.9;

  private final Contestant contestant;
  private final int nodes;
  private final String loadBefore;
  private final Map<String, Phase> phases = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();
  private double joinMillis;
  private long published;
  private long lost;
  private long duplicates;
  private int tries = 1;
  private boolean done;
  private @Nullable String failure;

  /**
   * @param loadBefore the machine's load averages before the trial
   */
  Outcome(Contestant contestant, int nodes, String loadBefore) {
    this.contestant = contestant;
    this.nodes = nodes;
    this.loadBefore = loadBefore;
  }

  void joined(double millis) {
    joinMillis = millis;
  }

  void measured(String name, Phase phase) {
    phases.put(name, phase);
  }

  void done(long allPublished, long allLost, long allDuplicates) {
    done = true;
    published = allPublished;
    lost = allLost;
    duplicates = allDuplicates;
  }

  void warn(String text) {
    // One is enough to know of, and a broken system may have thousands.
    if (warnings.size() < 3) {
      warnings.add(text);
    }
  }

  void fail(String why) {
    failure = warnings.isEmpty() ? why : why + "; before that: " + String.join("; ", warnings);
  }

  boolean isDone() {
    return done;
  }

  @Nullable String failure() {
    return failure;
  }

  Contestant contestant() {
    return contestant;
  }

  int nodes() {
    return nodes;
  }

  String loadBefore() {
    return loadBefore;
  }

  /** Whether it was measured, and nearly all messages reached everybody. */
  boolean isSound() {
    return failure == null && complete() >= SOUND;
  }

  /** How often the system was run; this is the best of them. */
  int tries() {
    return tries;
  }

  Outcome orBetter(Outcome again) {
    Outcome better = again.complete() > complete() ? again : this;
    better.tries = tries + 1;
    return better;
  }

  /** The phase, null if the trial did not get that far. */
  @Nullable Phase phase(String name) {
    return phases.get(name);
  }

  /** Share of messages that reached everybody within 10 s. */
  double complete() {
    return published == 0 ? 0 : 1 - (double) lost / published;
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("system", contestant.key());
    node.put("description", contestant.description());
    node.put("nodes", nodes);
    node.put("loadBefore", loadBefore);
    node.put("joinMillis", joinMillis);
    node.put("pacedPerSecond", contestant.pacedRate(nodes));
    phases.forEach((name, phase) -> node.set(name, phase.json()));
    node.put("published", published);
    node.put("lost", lost);
    node.put("duplicates", duplicates);
    if (failure != null) {
      node.put("failure", failure);
    }
    warnings.forEach(node.putArray("warnings")::add);
    return node;
  }
}
