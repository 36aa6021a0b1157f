package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;

/**
 * Random links break, as a middlebox breaks them; both ends are told.
 *
 * @param perSecond in the whole network, above 0
 * @param atNanos when it begins
 * @param forNanos how long it lasts
 */
public record LinkResets(double perSecond, long atNanos, long forNanos) implements Fault {
  private static final double PER_SECOND_MAX = 100_000;
  private static final int TRIES = 20;

  public LinkResets {
    if (!(perSecond > 0 && perSecond <= PER_SECOND_MAX)) {
      throw new IllegalArgumentException("perSecond must be above 0 and at most 100000");
    }
    Limits.moment(atNanos);
    Limits.moment(forNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    long everyNanos = (long) (1e9 / perSecond);
    for (long at = atNanos; at < atNanos + forNanos; at += everyNanos) {
      stage.at(at, () -> resetOne(stage, rng));
    }
  }

  /** Most links that the world has ever had are open, but not all. */
  private static void resetOne(Stage stage, Rng rng) {
    for (int i = 0; i < TRIES && !stage.world().resetLink(rng); i++) {}
  }

  @Override
  public long overNanos() {
    return atNanos + forNanos;
  }
}
