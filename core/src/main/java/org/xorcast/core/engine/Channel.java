package org.xorcast.core.engine;

/** The ordered lanes of a link. A full {@link #BULK} lane never holds up {@link #CONTROL}. */
public enum Channel {
  /** Small frames: questions, answers, short messages. */
  CONTROL,
  /** Chunks of large payloads. */
  BULK
}
