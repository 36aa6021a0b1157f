package org.xorcast.sim;

/**
 * A link between two nodes. Its latency is constant and frames leave a node one after the other, so
 * those of one channel arrive in order. A large network has tens of millions of these.
 */
final class SimLink {
  private final int number;
  private final SimNode dialler;
  private final SimNode other;
  private final long latencyNanos;
  private boolean openAtDialler = true;
  private boolean openAtOther = true;

  SimLink(int number, SimNode dialler, SimNode other, long latencyNanos) {
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
}
