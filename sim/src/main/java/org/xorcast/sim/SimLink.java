package org.xorcast.sim;

/** An open link between two nodes. Frames of one direction arrive in order. */
final class SimLink {
  private final long number;
  private final SimNode dialler;
  private final SimNode other;
  private final long latencyNanos;
  private long lastToDiallerNanos;
  private long lastToOtherNanos;

  SimLink(long number, SimNode dialler, SimNode other, long latencyNanos) {
    this.number = number;
    this.dialler = dialler;
    this.other = other;
    this.latencyNanos = latencyNanos;
  }

  long number() {
    return number;
  }

  long latencyNanos() {
    return latencyNanos;
  }

  SimNode peerOf(SimNode node) {
    return node == dialler ? other : dialler;
  }

  /** When a frame sent now by {@code from} arrives: never before the one sent before it. */
  long arrivalNanos(SimNode from, long nowNanos) {
    if (from == dialler) {
      lastToOtherNanos = Math.max(lastToOtherNanos, nowNanos + latencyNanos);
      return lastToOtherNanos;
    }
    lastToDiallerNanos = Math.max(lastToDiallerNanos, nowNanos + latencyNanos);
    return lastToDiallerNanos;
  }
}
