package org.xorcast.app.command;

import java.time.Duration;

/**
 * Does something once, unless it is closed before: ends calls that cannot be told how long to wait.
 */
final class Deadline implements AutoCloseable {
  private final Thread timer;
  private volatile boolean passed;

  Deadline(Duration after, Runnable action) {
    timer =
        Thread.ofVirtual()
            .name("xorcast-deadline")
            .start(() -> {
              try {
                Thread.sleep(after);
                passed = true;
                action.run();
              } catch (InterruptedException closed) {
                // Nothing to do any more.
              }
            });
  }

  boolean hasPassed() {
    return passed;
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
