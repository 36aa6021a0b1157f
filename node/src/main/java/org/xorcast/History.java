package org.xorcast;

/**
 * Whether a node's history of a group outlives the process, and how much of it is kept.
 *
 * @param onDisk true: in a file of the data directory; what was stored survives any end
 */
public record History(boolean onDisk, Retention retention) {
  /** In the data directory, as much as {@link Retention#DEFAULT} says. */
  public static History disk() {
    return new History(true, Retention.DEFAULT);
  }

  /** In memory: a slow reader loses what goes by, and all ends with the process. */
  public static History memory() {
    return new History(false, Retention.DEFAULT);
  }

  /** The same with other bounds. */
  public History keeping(Retention other) {
    return new History(onDisk, other);
  }
}
