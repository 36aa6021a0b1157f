package org.xorcast.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;

/** Everything that can happen to a node. */
public sealed interface Event {
  /**
   * The first event of every node.
   *
   * @param own where others can reach this node, best first
   * @param bootstrap addresses of unknown peers to join through
   * @param cached peers of an earlier run
   * @param seeking whether {@link Found} will follow, so that nobody is the first of a network
   *     before it has looked for others
   */
  record Start(
      List<Endpoint> own, List<Endpoint> bootstrap, List<PeerRecord> cached, boolean seeking)
      implements Event {
    /** Nobody else looks for peers. */
    public Start(List<Endpoint> own, List<Endpoint> bootstrap, List<PeerRecord> cached) {
      this(own, bootstrap, cached, false);
    }
  }

  /**
   * The driver has looked for others in the network, and these may be some: hints of strangers.
   * Empty if it has found none.
   */
  record Found(List<Endpoint> endpoints) implements Event {}

  /**
   * An authenticated link stands.
   *
   * @param link the driver's number for it, never used twice
   * @param peer whom the handshake proved to be at the other end
   * @param remote where the other end is, of a relayed link, where the relay is; of a stranger who
   *     was dialled, where he was
   * @param dialled whether this node opened it
   * @param relayed whether a third node passes its packets on
   */
  record LinkUp(long link, PeerId peer, Endpoint remote, boolean dialled, boolean relayed)
      implements Event {
    /** Straight to the other end. */
    public LinkUp(long link, PeerId peer, Endpoint remote, boolean dialled) {
      this(link, peer, remote, dialled, false);
    }
  }

  /** Through whom strangers reach this node has changed. */
  record Relays(List<Endpoint> relays) implements Event {}

  /** The addresses of this machine are others now: it is in another network, or has one more. */
  record Addresses(List<Endpoint> own) implements Event {}

  /** Strangers reach this node at that place, which a gateway has mapped; null: no more. */
  record Mapped(@Nullable Endpoint endpoint) implements Event {}

  /**
   * A link that stood before this engine took over, HELLOs exchanged and round trips measured: how
   * a driver hands a neighbourhood over instead of building it link by link.
   *
   * @param record the peer's, already checked
   * @param dialled whether this node opened the link
   * @param roundTripNanos what pings have shown so far
   */
  record Adopt(long link, PeerRecord record, Endpoint remote, boolean dialled, long roundTripNanos)
      implements Event {}

  /** A link is gone, by the other end or by the transport. Not raised for links closed here. */
  record LinkDown(long link, CloseReason reason) implements Event {}

  /**
   * A dial led to no link.
   *
   * @param expected whom the dial was for, null if anybody was welcome
   */
  record DialFailed(Endpoint to, @Nullable PeerId expected, CloseReason reason) implements Event {}

  /** A whole frame arrived. */
  record Received(long link, Bytes frame) implements Event {}

  /**
   * The application wants to broadcast.
   *
   * @param ticket comes back with the answer
   * @param topic whom to, null for the whole network; no subscription is needed
   * @param name a file's name, null for a plain message
   * @param key of what the payload is the newest value from this node, null if it is no value; see
   *     {@code Names}
   * @param receipt what is to be told about who has got it, null for nothing
   * @param more whether the application's next message follows at once, so that both may be signed
   *     together
   */
  record Publish(
      long ticket,
      @Nullable TopicId topic,
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt,
      boolean more)
      implements Event {
    /** Nothing follows at once. */
    public Publish(
        long ticket,
        @Nullable TopicId topic,
        @Nullable String name,
        @Nullable String key,
        Bytes payload,
        @Nullable ReceiptRequest receipt) {
      this(ticket, topic, name, key, payload, receipt, false);
    }

    /** No value. */
    public Publish(
        long ticket,
        @Nullable TopicId topic,
        @Nullable String name,
        Bytes payload,
        @Nullable ReceiptRequest receipt) {
      this(ticket, topic, name, null, payload, receipt);
    }

    /** To the whole network. */
    public Publish(long ticket, @Nullable String name, Bytes payload) {
      this(ticket, null, name, payload, null);
    }
  }

  /**
   * The application wants the messages of a topic; nothing new if it has them already.
   *
   * @param owner to whom the topic belongs, null if it is open
   */
  record Subscribe(TopicId topic, @Nullable PeerId owner) implements Event {
    /** To an open topic. */
    public Subscribe(TopicId topic) {
      this(topic, null);
    }
  }

  /** It wants them no more. */
  record Unsubscribe(TopicId topic) implements Event {}

  /**
   * The application has what the owner of a group says about a peer's right, and everybody is to
   * know it.
   *
   * @param statement the bytes of a {@code core.rights.Statement}
   */
  record Issue(Bytes statement) implements Event {}

  /**
   * From now on what is delivered has no gap: it begins where the terms say, and what is missing is
   * asked for. Given again, it takes everything back to what {@code terms} say was taken.
   *
   * @param topic of which group, null for the whole network; it has to be subscribed
   */
  record Remember(@Nullable TopicId topic, HistoryTerms terms) implements Event {}

  /**
   * Values that the driver has kept since an earlier run: neighbours can have them, unless newer
   * ones turn up. They are not delivered again.
   *
   * @param topic of which group, null for the whole network; it has to be subscribed
   * @param values not many at a time: each one's signature is checked
   */
  record Restore(@Nullable TopicId topic, List<Kept> values) implements Event {}

  /**
   * What the driver's history has.
   *
   * @param spans as answer to {@link HistoryQuery.Spans}, else empty; those that took in something
   *     last come last
   * @param messages as answer to {@link HistoryQuery.Range}, else empty
   */
  record HistoryAnswer(HistoryQuery query, List<Span> spans, List<Kept> messages)
      implements Event {}

  /**
   * From now on the application judges what comes before it is passed on.
   *
   * @param topic where, null for the whole network
   * @param limitNanos how long an answer is waited for; the message is ignored then. 0: it judges
   *     no more
   */
  record Judge(@Nullable TopicId topic, long limitNanos) implements Event {}

  /**
   * What the application thinks of a message.
   *
   * @param ticket of {@link Effects#validate}; a ticket that is too late means nothing
   */
  record Judged(@Nullable TopicId topic, long ticket, Judgement judgement) implements Event {}

  /** The node is about to go; neighbours are to be told. */
  record Leave() implements Event {}

  /** A deadline has come. */
  record Wake() implements Event {}
}
