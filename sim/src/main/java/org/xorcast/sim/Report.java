package org.xorcast.sim;

import java.util.Arrays;

/**
 * The figures of one {@link Experiment}. "Per node" means per live node that was not the publisher,
 * and per message.
 *
 * @param deliveredRatio deliveries to live nodes over those wanted
 * @param deliveredWorst the same for the worst message
 * @param duplicatesToApp deliveries of something already delivered, or never published
 * @param copiesPerNode payload copies received
 * @param payloadSendsPerNode payload copies sent, also to dead nodes
 * @param controlPerNode broadcast frames without payload sent
 * @param lastHopMean hops to the last node, averaged over messages
 * @param lastHopMax the most hops of any delivery
 * @param p50Millis virtual milliseconds from publish to delivery
 * @param maxMillis the slowest delivery
 * @param traceHash equal for equal runs
 */
public record Report(
    int nodes,
    int liveNodes,
    long seed,
    int messages,
    double deliveredRatio,
    double deliveredWorst,
    long duplicatesToApp,
    double copiesPerNode,
    double payloadSendsPerNode,
    double controlPerNode,
    double lastHopMean,
    int lastHopMax,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    String traceHash) {

  static Report of(Experiment run, DeliveryLog log, int live, Traffic traffic, String traceHash) {
    long delivered = 0;
    double worst = 1;
    double hops = 0;
    int lastHop = 0;
    for (DeliveryLog.Entry entry : log.entries()) {
      delivered += entry.delivered;
      worst = Math.min(worst, (double) entry.delivered / live);
      hops += entry.lastHop;
      lastHop = Math.max(lastHop, entry.lastHop);
    }
    long[] latencies = latencies(log);
    double receivers = (double) run.messages() * (live - 1) * run.payloadBytes();
    return new Report(
        run.nodes(),
        live,
        run.seed(),
        run.messages(),
        (double) delivered / ((long) run.messages() * live),
        worst,
        log.duplicates() + log.unknown(),
        traffic.payloadReceivedBytes() / receivers,
        traffic.payloadSentBytes() / receivers,
        traffic.controlFramesSent() / ((double) run.messages() * (live - 1)),
        hops / run.messages(),
        lastHop,
        percentileMillis(latencies, 0.5),
        percentileMillis(latencies, 0.99),
        percentileMillis(latencies, 1),
        traceHash);
  }

  /** All latencies but the publishers' own, sorted. */
  private static long[] latencies(DeliveryLog log) {
    long[] sorted =
        log.entries().stream()
            .flatMapToLong(entry -> Arrays.stream(entry.latencyNanos))
            .filter(latency -> latency > 0)
            .toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double percentileMillis(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Math.max(0, sorted[Math.max(0, index)]) / 1e6;
  }
}
