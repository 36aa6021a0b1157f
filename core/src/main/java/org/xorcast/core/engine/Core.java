package org.xorcast.core.engine;

/**
 * A protocol as a state machine: one event in, all effects out, then the next.
 *
 * <p>Not thread-safe; one driver calls it, and never from inside an effect.
 *
 * @param <E> what it reacts to
 */
public interface Core<E extends Event> {
  /**
   * Reacts to one event.
   *
   * @param nowNanos time since an arbitrary fixed moment, never going back
   */
  void handle(E event, long nowNanos, Effects out);

  /** When {@link Event.Wake} is wanted at the latest, or {@link Deadlines#NEVER}. */
  long nextDeadlineNanos();
}
