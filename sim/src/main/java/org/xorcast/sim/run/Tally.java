package org.xorcast.sim.run;

import org.xorcast.sim.Traffic;

/**
 * The figures of a set of messages. "Per node" means per message and per node that was to receive
 * it, which is every live honest node that was present throughout, except the publisher.
 */
public final class Tally {
  private final LatencyCounts latencies = new LatencyCounts();
  private long messages;
  private long wanted;
  private long wantedBytes;
  private long delivered;
  private double worst = 1;
  private long receivedBytes;
  private long sentBytes;
  private long controlFrames;
  private long lastHops;
  private int lastHopMax;

  Tally() {}

  /** Adds a message and the traffic from its publication to the next. */
  void add(Message message, Traffic traffic) {
    messages++;
    wanted += message.receivers();
    wantedBytes += (long) message.receivers() * message.payload().length;
    delivered += message.deliveries();
    worst = Math.min(worst, (double) message.deliveries() / message.receivers());
    receivedBytes += traffic.payloadReceivedBytes();
    sentBytes += traffic.payloadSentBytes();
    controlFrames += traffic.controlFramesSent();
    lastHops += message.lastHop();
    lastHopMax = Math.max(lastHopMax, message.lastHop());
    message.forEachLatency(latencies::add);
  }

  /** Adds the figures of another run. */
  public void add(Tally other) {
    messages += other.messages;
    wanted += other.wanted;
    wantedBytes += other.wantedBytes;
    delivered += other.delivered;
    worst = Math.min(worst, other.worst);
    receivedBytes += other.receivedBytes;
    sentBytes += other.sentBytes;
    controlFrames += other.controlFrames;
    lastHops += other.lastHops;
    lastHopMax = Math.max(lastHopMax, other.lastHopMax);
    latencies.add(other.latencies);
  }

  /** An empty tally to add others to. */
  public static Tally empty() {
    return new Tally();
  }

  public long messages() {
    return messages;
  }

  /** Deliveries over those wanted, 0 to 1. */
  public double deliveredMean() {
    return wanted == 0 ? 0 : (double) delivered / wanted;
  }

  /** The same for the worst message of all. */
  public double deliveredWorst() {
    return worst;
  }

  /** Payload copies received. */
  public double copiesPerNode() {
    return per(receivedBytes, wantedBytes);
  }

  /** Payload copies sent, also to dead nodes. */
  public double payloadSendsPerNode() {
    return per(sentBytes, wantedBytes);
  }

  /** Broadcast frames without payload sent. */
  public double controlPerNode() {
    return per(controlFrames, wanted);
  }

  /** Hops to the last node, averaged over messages. */
  public double lastHopMean() {
    return per(lastHops, messages);
  }

  public int lastHopMax() {
    return lastHopMax;
  }

  /** Virtual milliseconds from publication to delivery, within which the share was delivered. */
  public double percentileMillis(double share) {
    return latencies.percentileMillis(share);
  }

  private static double per(long sum, long count) {
    return count == 0 ? 0 : (double) sum / count;
  }
}
