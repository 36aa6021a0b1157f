package org.xorcast.sim.run;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** One published message and who got it when. */
public final class Message {
  private static final long MISSING = -1;

  private final int number;
  private final int publisher;
  private final byte[] payload;
  private final long publishedNanos;
  private final long[] latencyNanos;
  private final byte[] hops;
  private final int receivers;
  private int deliveries;
  private int lastHop;

  /** Latencies count from here on if it is later than the publication. */
  private long reachableSinceNanos;

  /**
   * @param nodes how many there were at the start
   * @param receivers how many of them are to get it
   */
  Message(
      int number, int publisher, byte[] payload, long publishedNanos, int nodes, int receivers) {
    this.number = number;
    this.publisher = publisher;
    this.payload = payload;
    this.publishedNanos = publishedNanos;
    this.latencyNanos = new long[nodes];
    Arrays.fill(latencyNanos, MISSING);
    this.hops = new byte[nodes];
    this.receivers = receivers;
  }

  /** Notes that a node which is to get the message has got it, for the first time. */
  void delivered(int node, long nowNanos, int hop) {
    latencyNanos[node] = nowNanos - publishedNanos;
    hops[node] = (byte) Math.min(hop, Byte.MAX_VALUE);
    deliveries++;
    lastHop = Math.max(lastHop, hop);
  }

  /** 1 for the first message of a run. */
  public int number() {
    return number;
  }

  public int publisher() {
    return publisher;
  }

  public byte[] payload() {
    return payload;
  }

  public long publishedNanos() {
    return publishedNanos;
  }

  /** How many nodes are to get it; the publisher is none of them. */
  public int receivers() {
    return receivers;
  }

  /** How many of them have got it. */
  public int deliveries() {
    return deliveries;
  }

  /** Hops to the last of them. */
  public int lastHop() {
    return lastHop;
  }

  /** From publication to delivery at a node that has got it. */
  public long latencyNanos(int node) {
    return latencyNanos[node];
  }

  /** Hops on the way to a node, 127 for that many or more. */
  public int hop(int node) {
    return hops[node];
  }

  /** Whether a node has not got it, or is none of those that count. */
  public boolean isMissingAt(int node) {
    return latencyNanos[node] == MISSING;
  }

  /** When a cut that kept the message from some of the nodes was healed. */
  void reachableSince(long nanos) {
    reachableSinceNanos = nanos;
  }

  /**
   * Calls back with the latency of every delivery, in nanoseconds. What was published behind a cut
   * counts from the moment of healing, and only what was delivered after it.
   */
  public void forEachLatency(LongConsumer action) {
    long waited = Math.max(0, reachableSinceNanos - publishedNanos);
    for (long latency : latencyNanos) {
      if (latency != MISSING && latency >= waited) {
        action.accept(latency - waited);
      }
    }
  }
}
