package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at whether a delegate has passed a message on: a few others of its group are asked if
 * the tree has brought it to them.
 *
 * <p>If all lack it the delegate is to blame, and the group gets another one. If some do, one of
 * those to whom it passed the message on may be: they are served, and look around themselves.
 */
final class Audit {
  static final int WITNESSES = 3;

  final Group group;
  final CastPeer delegate;

  /** Who wants it, and is not served before it is clear whether the next delegate will do that. */
  final List<CastPeer> waiting = new ArrayList<>(WITNESSES);

  /** Who lacks it too, but has asked somebody else for it. */
  final List<CastPeer> pending = new ArrayList<>(0);

  private int open;
  private int having;
  private int lacking;

  /**
   * @param asked how many witnesses there are
   */
  Audit(Group group, CastPeer delegate, int asked) {
    this.group = group;
    this.delegate = delegate;
    this.open = asked;
  }

  /**
   * A witness has spoken, or is silent for good.
   *
   * @param reached whether the tree brought it the message, null if it does not say
   */
  void hear(@Nullable Boolean reached) {
    open--;
    if (reached != null && reached) {
      having++;
    } else if (reached != null) {
      lacking++;
    }
  }

  /** The last witness has spoken. */
  boolean isOver() {
    return open == 0;
  }

  /** Who may take the place of a convicted delegate, null if all witnesses have the message. */
  @Nullable CastPeer successor() {
    if (!waiting.isEmpty()) {
      return waiting.getFirst();
    }
    return pending.isEmpty() ? null : pending.getFirst();
  }

  boolean isAcquitted() {
    return having > 0 && lacking == 0;
  }

  boolean isConvicted() {
    return lacking > 0 && having == 0;
  }
}
