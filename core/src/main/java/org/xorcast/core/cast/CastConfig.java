package org.xorcast.core.cast;

import java.time.Duration;

/**
 * The broadcast's numbers. {@link #DEFAULT} is what every node uses; tests and the simulator change
 * it.
 *
 * @param chunkBytes payloads are cut into chunks of this size, a power of two
 * @param splitBits extra id bits per hop for payloads up to 4 KiB; one less up to 16 KiB, none
 *     above
 * @param crossLinks announcements that each first receiver sends to anybody above its own height
 * @param windowBytes most payload on its way to one neighbour without acknowledgement
 * @param queueBytes most payload that waits for one neighbour's window
 * @param ackMinNanos an acknowledgement is never missed earlier
 * @param ackMaxNanos and never later, measured from the last sign of progress
 * @param storeBytes most payload kept for repair
 * @param storeMessages most messages kept for repair
 * @param retainNanos how long a message is kept for repair
 * @param ttlSeconds how long after its creation a message is accepted
 * @param skewMillis how much wall clocks may differ
 * @param exchangeNanos how often a digest is exchanged with a random neighbour
 * @param reliableLinks whether the driver's links repeat what is lost, as QUIC streams do: a
 *     missing answer then means a dead neighbour rather than a lost frame
 * @param stallNanos an unfinished message without progress for this long is pulled
 * @param limits how much is taken from others
 */
public record CastConfig(
    int chunkBytes,
    int splitBits,
    int crossLinks,
    long windowBytes,
    long queueBytes,
    long ackMinNanos,
    long ackMaxNanos,
    long storeBytes,
    int storeMessages,
    long retainNanos,
    int ttlSeconds,
    long skewMillis,
    long exchangeNanos,
    boolean reliableLinks,
    long stallNanos,
    RateLimits limits) {

  public static final CastConfig DEFAULT =
      new CastConfig(
          64 * 1024,
          2,
          2,
          1 << 20,
          64 << 20,
          Duration.ofMillis(40).toNanos(),
          Duration.ofSeconds(1).toNanos(),
          64L << 20,
          16_384,
          Duration.ofMinutes(2).toNanos(),
          600,
          Duration.ofMinutes(5).toMillis(),
          Duration.ofSeconds(1).toNanos(),
          true,
          Duration.ofSeconds(1).toNanos(),
          RateLimits.DEFAULT);

  public CastConfig withReliableLinks(boolean reliable) {
    return with(reliable, limits);
  }

  public CastConfig withLimits(RateLimits newLimits) {
    return with(reliableLinks, newLimits);
  }

  private CastConfig with(boolean reliable, RateLimits newLimits) {
    return new CastConfig(
        chunkBytes,
        splitBits,
        crossLinks,
        windowBytes,
        queueBytes,
        ackMinNanos,
        ackMaxNanos,
        storeBytes,
        storeMessages,
        retainNanos,
        ttlSeconds,
        skewMillis,
        exchangeNanos,
        reliable,
        stallNanos,
        newLimits);
  }
}
