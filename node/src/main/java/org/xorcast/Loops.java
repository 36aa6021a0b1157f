package org.xorcast;

import org.xorcast.net.Transport;

/**
 * Event loops that many nodes of one process share, so that a hundred nodes do not need a hundred
 * threads. Each node lives on one of them for good.
 *
 * <p>Whoever makes one closes it, after the nodes. A node that is given none has one thread of its
 * own. Thread-safe.
 */
public final class Loops implements AutoCloseable {
  private final Transport transport;

  private Loops(int threads) {
    transport = new Transport(threads);
  }

  /**
   * @param threads 1 to 1024
   */
  public static Loops of(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("loops have 1 to 1024 threads, not " + threads);
    }
    return new Loops(threads);
  }

  Transport transport() {
    return transport;
  }

  /** Ends the threads, and with them every node that is still on them. Waits up to 2 s. */
  @Override
  public void close() {
    transport.closeAndWait(2);
  }
}
