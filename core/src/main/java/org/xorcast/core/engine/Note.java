package org.xorcast.core.engine;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/** Something that an operator may want to know. Its {@code toString} is fit for a log. */
public sealed interface Note {
  /** A peer became a neighbour. */
  record NeighbourUp(PeerId peer, Endpoint remote) implements Note {}

  /** A neighbour is on another link from now on: one of two that had been opened. */
  record NeighbourMoved(PeerId peer, Endpoint remote) implements Note {}

  /** A neighbour is gone. */
  record NeighbourDown(PeerId peer, CloseReason reason) implements Note {}

  /** The node has found its place in the network. */
  record Joined(int neighbours) implements Note {}

  /** No way into the network yet; the next try follows. */
  record JoinFailed(Endpoint bootstrap, CloseReason reason, long retryMillis) implements Note {}

  /** A peer sent what no correct peer sends. */
  record Misbehaviour(@Nullable PeerId peer, String what) implements Note {}

  /**
   * A publisher signed two messages under one sequence, which proves that it lies: it is mute for a
   * while, and no neighbour.
   */
  record Equivocation(PeerId publisher, long session, long sequence) implements Note {}

  /** Something happened among the subscribers of a topic. */
  record InTopic(TopicId topic, Note note) implements Note {}

  /** Nobody could be found to whom messages for a topic could be handed. */
  record NoSubscribers(TopicId topic, int messages) implements Note {}

  /** Nobody has these messages any more: they were waited for in vain. */
  record Gap(PeerId publisher, long session, long from, long to) implements Note {}

  /**
   * A record was refused because clocks differ too much.
   *
   * @param skewMillis when it was published, by the publisher's clock, minus now
   */
  record ClockSkew(PeerId publisher, long skewMillis) implements Note {}

  /**
   * Messages of a publisher are refused because of its right.
   *
   * @param from the neighbour that sent one
   * @param why a {@code Rights.Verdict} in words
   */
  record NoRight(PeerId publisher, PeerId from, String why) implements Note {}
}
