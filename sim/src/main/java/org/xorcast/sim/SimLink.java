package org.xorcast.sim;

/** A link between two nodes. Frames of one direction arrive in order. */
final class SimLink {
  private final long number;
  private final SimNode dialler;
  private final SimNode other;
  private final long latencyNanos;
  private long lastToDiallerNanos;
  private long lastToOtherNanos;
  private boolean openAtDialler = true;
  private boolean openAtOther = true;

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

  SimNode dialler() {
    return dialler;
  }

  SimNode other() {
    return other;
  }

  SimNode peerOf(SimNode node) {
    return node == dialler ? other : dialler;
  }

  boolean isOpenAt(SimNode node) {
    return node == dialler ? openAtDialler : openAtOther && node == other;
  }

  void close() {
    openAtDialler = false;
    openAtOther = false;
  }

  /** When a frame that leaves {@code from} then arrives: never before the one sent before it. */
  long arrivalNanos(SimNode from, long leavesNanos) {
    if (from == dialler) {
      lastToOtherNanos = Math.max(lastToOtherNanos, leavesNanos + latencyNanos);
      return lastToOtherNanos;
    }
    lastToDiallerNanos = Math.max(lastToDiallerNanos, leavesNanos + latencyNanos);
    return lastToDiallerNanos;
  }
}
