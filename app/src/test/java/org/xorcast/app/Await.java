package org.xorcast.app;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is bound to come, however slow the machine is today. */
public final class Await {
  private static final long POLL_MILLIS = 20;

  private Await() {}

  /** Fails with {@code otherwise} if {@code condition} is not true within {@code patience}. */
  public static void until(Duration patience, BooleanSupplier condition, Supplier<String> otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + otherwise.get());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
