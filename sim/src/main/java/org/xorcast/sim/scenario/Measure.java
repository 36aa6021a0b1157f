package org.xorcast.sim.scenario;

/**
 * Which messages the figures are about, numbered from 1.
 *
 * @param first the main figures cover the first this many messages; {@link #ALL} for all
 * @param later a second set of figures covers this message and those after it; {@link #NONE} for no
 *     second set
 */
public record Measure(int first, int later) {
  public static final int ALL = 0;
  public static final int NONE = 0;
  public static final Measure DEFAULT = new Measure(ALL, NONE);

  public Measure {
    Checks.range("first", first, 0, 1_000_000);
    Checks.range("later", later, 0, 1_000_000);
  }

  /** Whether the main figures cover a message. */
  public boolean isMain(int message) {
    return first == ALL || message <= first;
  }

  /** Whether the second set of figures covers a message. */
  public boolean isLater(int message) {
    return later != NONE && message >= later;
  }
}
