package org.xorcast;

import org.xorcast.core.rights.Rights;

/** This node may not publish that in a group that somebody owns. */
public final class NoRightException extends XorcastException {
  private static final long serialVersionUID = 1;

  private final Rights.Verdict verdict;

  public NoRightException(Rights.Verdict verdict) {
    super(explain(verdict));
    this.verdict = verdict;
  }

  /** What is missing; never {@code GRANTED}. */
  public Rights.Verdict verdict() {
    return verdict;
  }

  private static String explain(Rights.Verdict verdict) {
    return switch (verdict) {
      case GRANTED -> "this node may publish here";
      case NOT_GRANTED ->
          "the group's owner has not granted this node the right to publish, or the grant has not"
              + " arrived yet: ask the owner for one, or subscribe and try again in a moment";
      case REVOKED -> "the group's owner has revoked this node's right to publish: ask the owner";
      case EXPIRED ->
          "this node's right to publish has ended: ask the group's owner for another grant, and"
              + " check this machine's clock";
      case OVERSIZE ->
          "the message is larger than this node's grant allows: send less, or ask the group's owner"
              + " for a larger one";
      case OVER_RATE ->
          "this node's grant allows no more messages or bytes a second: wait a moment, or ask the"
              + " group's owner for more";
    };
  }
}
