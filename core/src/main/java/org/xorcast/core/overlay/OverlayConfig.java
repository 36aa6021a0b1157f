package org.xorcast.core.overlay;

import java.time.Duration;

/**
 * The overlay's numbers. {@link #DEFAULT} is what every node uses; tests and the simulator change
 * it.
 *
 * @param bucketSize most neighbours in a bucket (Kademlia's k)
 * @param bucketTarget dial on until a bucket has this many, or nobody is left to dial
 * @param linksMax most links at a time; more are refused
 * @param dialsMax most dials at a time
 * @param lookupParallel questions in flight per lookup (Kademlia's alpha)
 * @param helloNanos a link that has not said HELLO by then is closed
 * @param queryNanos a FIND that is not answered by then has failed
 * @param pingIdleNanos a neighbour that was silent this long is pinged
 * @param pingRetryNanos and again after each of these
 * @param deadNanos and dropped when it has not answered for this long
 * @param refreshNanos first pause between lookups of the own id, or of an id in a thin bucket; it
 *     doubles up to a minute
 * @param prefixes how many neighbours may share a network of addresses
 */
public record OverlayConfig(
    int bucketSize,
    int bucketTarget,
    int linksMax,
    int dialsMax,
    int lookupParallel,
    long helloNanos,
    long queryNanos,
    long pingIdleNanos,
    long pingRetryNanos,
    long deadNanos,
    long refreshNanos,
    PrefixLimit prefixes) {

  public static final OverlayConfig DEFAULT =
      new OverlayConfig(
          20,
          12,
          400,
          16,
          3,
          Duration.ofSeconds(4).toNanos(),
          Duration.ofSeconds(2).toNanos(),
          Duration.ofSeconds(10).toNanos(),
          Duration.ofSeconds(1).toNanos(),
          Duration.ofMillis(3500).toNanos(),
          Duration.ofMillis(500).toNanos(),
          new PrefixLimit(2, 10));
}
