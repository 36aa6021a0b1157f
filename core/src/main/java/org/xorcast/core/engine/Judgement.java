package org.xorcast.core.engine;

/** What the application thinks of a message before it is passed on. */
public enum Judgement {
  /** Deliver it and pass it on. */
  ACCEPT,
  /** Drop it; its publisher should not have sent it, nor whoever passed it on. */
  REJECT,
  /** Drop it, and blame nobody. */
  IGNORE
}
