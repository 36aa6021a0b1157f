package org.xorcast.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xorcast.Message;
import org.xorcast.core.id.MessageId;

/** What was sent, and what arrived where. Thread-safe. */
final class Ledger {
  /** One message by its publisher's account. */
  record Sent(MessageId id, int publisher, String sha256, int sizeBytes, Instant at) {}

  /** One delivery to one node's subscription. */
  record Arrival(int node, String sha256, Instant at, int hop) {}

  private final int nodes;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<MessageId, List<Arrival>> arrivals = new HashMap<>();
  private long arrived;

  Ledger(int nodes) {
    this.nodes = nodes;
  }

  synchronized void sent(Sent message) {
    sent.add(message);
  }

  /** May come before {@link #sent}: a network can be quicker than a thread. */
  void arrived(int node, Message message) {
    Arrival arrival = new Arrival(node, message.sha256(), message.receivedAt(), message.hop());
    synchronized (this) {
      arrivals.computeIfAbsent(message.id(), id -> new ArrayList<>()).add(arrival);
      arrived++;
    }
  }

  /** All deliveries until now, duplicates too. */
  synchronized long arrived() {
    return arrived;
  }

  /** Whether every node has everything that was sent. */
  synchronized boolean isComplete() {
    return sent.stream().allMatch(message -> missing(message).isEmpty());
  }

  /** For each incomplete message, the nodes that lack it or have something else in its place. */
  synchronized List<String> whoIsMissingWhat() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      List<Integer> missing = missing(sent.get(i));
      if (!missing.isEmpty()) {
        Sent message = sent.get(i);
        lines.add(
            "message %d (%s of node %d, %d bytes) is missing at nodes %s"
                .formatted(i + 1, message.id(), message.publisher(), message.sizeBytes(), missing));
      }
    }
    return lines;
  }

  private List<Integer> missing(Sent message) {
    boolean[] has = new boolean[nodes];
    for (Arrival arrival : of(message)) {
      has[arrival.node()] |= arrival.sha256().equals(message.sha256());
    }
    return IntStream.range(0, nodes).filter(node -> !has[node]).boxed().toList();
  }

  private List<Arrival> of(Sent message) {
    return arrivals.getOrDefault(message.id(), List.of());
  }

  /**
   * The figures of messages {@code from} to {@code to - 1}, in the order in which they were sent.
   */
  synchronized Outcome outcome(int from, int to) {
    int worst = nodes;
    long delivered = 0;
    long surplus = 0;
    int lastHop = 0;
    List<Double> millis = new ArrayList<>();
    for (Sent message : sent.subList(from, to)) {
      int complete = nodes - missing(message).size();
      worst = Math.min(worst, complete);
      delivered += complete;
      surplus += of(message).size() - complete;
      for (Arrival arrival : of(message)) {
        lastHop = Math.max(lastHop, arrival.hop());
        if (arrival.node() != message.publisher()) {
          millis.add(Duration.between(message.at(), arrival.at()).toNanos() / 1e6);
        }
      }
    }
    millis.sort(null);
    return new Outcome(worst, delivered, surplus, lastHop, List.copyOf(millis));
  }

  /** The payload bytes of the same messages, each counted once. */
  synchronized long bytesSent(int from, int to) {
    return sent.subList(from, to).stream().mapToLong(Sent::sizeBytes).sum();
  }

  /** Deliveries of what nobody sent. */
  synchronized long strangers() {
    long known = sent.stream().mapToLong(message -> of(message).size()).sum();
    return arrived - known;
  }

  /**
   * What became of some messages.
   *
   * @param worst nodes that have the message which the fewest have
   * @param delivered deliveries of the right content, one a node and message
   * @param surplus deliveries beyond those: a second time, or with wrong content
   * @param lastHop the most links that any delivery took
   * @param sortedMillis from publish to delivery, of all nodes but the publishers
   */
  record Outcome(int worst, long delivered, long surplus, int lastHop, List<Double> sortedMillis) {
    double percentile(double share) {
      if (sortedMillis.isEmpty()) {
        return 0;
      }
      int index = (int) Math.ceil(share * sortedMillis.size()) - 1;
      return sortedMillis.get(Math.clamp(index, 0, sortedMillis.size() - 1));
    }
  }
}
