package org.xorcast.core.path;

/**
 * What a node does for others as a relay. What is beyond it is refused or dropped, and counted.
 *
 * @param reservations peers that may be called through it, 0 to be no relay at all
 * @param reservationsPerIp of those, how many may have one address; in local networks all may
 * @param flowsPerReservation how many may speak to one peer at a time
 * @param flowBytesPerSecond of one flow in the long run, both directions together
 * @param flowBurstBytes of one flow at once
 * @param bytesPerSecond of all flows in the long run
 */
public record RelayLimits(
    int reservations,
    int reservationsPerIp,
    int flowsPerReservation,
    int flowBytesPerSecond,
    int flowBurstBytes,
    int bytesPerSecond) {
  /** A node that does it by the way: enough for messages, slow for files. */
  public static final RelayLimits BY_THE_WAY =
      new RelayLimits(128, 8, 64, 256 << 10, 2 << 20, 5 << 20);

  /** A node that is there to relay. */
  public static final RelayLimits DEDICATED =
      new RelayLimits(4096, 256, 256, 8 << 20, 16 << 20, 100 << 20);

  /** A node that relays for nobody. */
  public static final RelayLimits NONE = new RelayLimits(0, 0, 0, 1, 1, 1);
}
