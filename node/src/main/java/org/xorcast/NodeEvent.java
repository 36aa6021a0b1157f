package org.xorcast;

import java.time.Duration;
import java.util.Optional;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/** Something that happened to a node and that its operator may want to know. */
public sealed interface NodeEvent {
  /**
   * A peer became a neighbour.
   *
   * @param address where packets for it are sent: its own address, or a relay's
   */
  record PeerUp(PeerId peer, Rung rung, Endpoint address) implements NodeEvent {}

  /** A neighbour is gone; {@link CloseReason#explanation} says why in words. */
  record PeerDown(PeerId peer, CloseReason reason) implements NodeEvent {}

  /**
   * The packets for a peer take another way from now on: its link has moved, or another link with
   * it has taken the place of this one.
   *
   * @param address where they are sent; of a relayed link, the relay's
   */
  record PathChanged(PeerId peer, Rung rung, Endpoint address) implements NodeEvent {}

  /** The node has found its place in the network, or is the first of it ({@code peers} is 0). */
  record Joined(int peers) implements NodeEvent {}

  /**
   * There was no way into the network through this address; it is tried again by itself.
   *
   * @param reason a clause for people
   */
  record JoinFailed(Endpoint bootstrap, String reason, Duration retryIn) implements NodeEvent {}

  /** A peer sent what no correct peer sends. */
  record PeerMisbehaved(Optional<PeerId> peer, String what) implements NodeEvent {}

  /**
   * A message was refused because the publisher's clock and this node's differ too much.
   *
   * @param skew the publisher's clock minus this node's
   */
  record ClockSkew(PeerId publisher, Duration skew) implements NodeEvent {}

  /**
   * A publisher signed two different messages under one number and is not listened to any more.
   *
   * @param session when the publisher started, milliseconds since 1970
   */
  record PublisherEquivocated(PeerId publisher, long session, long sequence) implements NodeEvent {}

  /** Something of this kind happened among the subscribers of a topic. */
  record InTopic(TopicId topic, NodeEvent event) implements NodeEvent {}

  /** Messages for a topic were dropped: nobody was found who subscribes to it. */
  record NoSubscribers(TopicId topic, int messages) implements NodeEvent {}

  /**
   * Messages of a publisher were refused because it has not, or no longer, the right to publish
   * them.
   *
   * @param from the peer that sent one, and may be in good faith
   * @param why {@code NOT_GRANTED}, {@code REVOKED}, {@code EXPIRED} or {@code OVERSIZE}
   */
  record PublisherRefused(PeerId publisher, PeerId from, String why) implements NodeEvent {}

  /**
   * Messages are missing that no neighbour keeps any more; what follows them is delivered.
   *
   * @param session when the publisher started, milliseconds since 1970
   * @param from the first sequence that is missing
   * @param to the last one
   */
  record Gap(PeerId publisher, long session, long from, long to) implements NodeEvent {}

  /**
   * A history does not take in messages: its disk is full, fails or is too slow. It is tried again
   * each second, and then neighbours are asked for what was not stored.
   *
   * @param topic whose, empty if the whole network's
   * @param what for people: the file, the cause and the remedy
   */
  record HistoryFailed(Optional<TopicId> topic, String what) implements NodeEvent {}

  /** What the engine noted, in the words of the library. */
  static NodeEvent of(Note note) {
    return switch (note) {
      case Note.NeighbourUp up -> new PeerUp(up.peer(), Rung.DIRECT, up.remote());
      case Note.NeighbourMoved moved -> new PathChanged(moved.peer(), Rung.DIRECT, moved.remote());
      case Note.NeighbourDown down -> new PeerDown(down.peer(), down.reason());
      case Note.Joined joined -> new Joined(joined.neighbours());
      case Note.JoinFailed failed ->
          new JoinFailed(
              failed.bootstrap(),
              failed.reason().explanation(),
              Duration.ofMillis(failed.retryMillis()));
      case Note.Misbehaviour bad -> new PeerMisbehaved(Optional.ofNullable(bad.peer()), bad.what());
      case Note.Equivocation twice ->
          new PublisherEquivocated(twice.publisher(), twice.session(), twice.sequence());
      case Note.InTopic inTopic -> new InTopic(inTopic.topic(), of(inTopic.note()));
      case Note.Gap gap -> new Gap(gap.publisher(), gap.session(), gap.from(), gap.to());
      case Note.NoSubscribers none -> new NoSubscribers(none.topic(), none.messages());
      case Note.ClockSkew skew ->
          new ClockSkew(skew.publisher(), Duration.ofMillis(skew.skewMillis()));
      case Note.NoRight no -> new PublisherRefused(no.publisher(), no.from(), no.why());
    };
  }
}
