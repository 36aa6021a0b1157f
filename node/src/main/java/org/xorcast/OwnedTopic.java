package org.xorcast;

import java.time.Instant;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Revocation;
import org.xorcast.loop.NodeLoop;

/**
 * A topic that belongs to this node: only the owner, and those to whom it grants it, may publish
 * there. Others find it by its name and the owner's id, {@link Node#topic(String, PeerId)}.
 *
 * <p>What the owner says spreads among the subscribers within a second. They keep it, as the owner
 * does, in their data directories, so it outlasts this node. The node belongs to the topic from now
 * on, with or without subscriptions. Thread-safe.
 */
public final class OwnedTopic {
  private final NodeLoop loop;
  private final Topic topic;

  OwnedTopic(NodeLoop loop, Topic topic) {
    this.loop = loop;
    this.topic = topic;
    topic.hold();
  }

  /** The topic itself. */
  public Topic topic() {
    return topic;
  }

  /**
   * Lets a peer publish, with these limits in place of any earlier ones.
   *
   * @param until the end of the right, by the clock of whoever checks it
   * @throws NodeClosedException if the node is closed
   */
  public void grant(PeerId publisher, Limits limits, Instant until) {
    loop.issue(
        topic.id(),
        publisher,
        (owner, serial) ->
            Grant.sign(owner, topic.id().bytes(), publisher, serial, limits, until.toEpochMilli()));
  }

  /**
   * Takes the right back. Messages that are under way go no further.
   *
   * @throws NodeClosedException if the node is closed
   */
  public void revoke(PeerId publisher) {
    loop.issue(
        topic.id(),
        publisher,
        (owner, serial) ->
            Revocation.sign(
                owner, topic.id().bytes(), publisher, serial, System.currentTimeMillis()));
  }

  @Override
  public String toString() {
    return "own " + topic;
  }
}
