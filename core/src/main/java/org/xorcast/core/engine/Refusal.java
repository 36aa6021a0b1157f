package org.xorcast.core.engine;

/** Why a message is not published now, though it may be a little later. */
public enum Refusal {
  /** It would be more than the others take from one publisher in the time. */
  OVER_RATE,
  /** Most neighbours take payload slower than it is published. */
  BACKED_UP
}
