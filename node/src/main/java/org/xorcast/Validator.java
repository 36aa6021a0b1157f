package org.xorcast;

import org.xorcast.core.engine.Judgement;

/** Says whether a message is to be delivered and passed on. */
@FunctionalInterface
public interface Validator {
  /**
   * Called on a virtual thread for each message of others, several at a time. An exception counts
   * as {@link Judgement#IGNORE}.
   */
  Judgement judge(Message message);
}
