package org.xorcast;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;
import org.xorcast.loop.NodeLoop;

/**
 * A group within the network: its messages go to those who subscribe to it, and through nobody
 * else.
 *
 * <p>The node belongs to the topic as long as a subscription is open, and carries its messages for
 * others meanwhile. Publishing needs no subscription: the message is handed to any subscriber, who
 * is searched for first if need be. If none is found within 20 s the message is dropped, which
 * {@link NodeEvent.NoSubscribers} tells.
 *
 * <p>Receipts count subscribers: a node that publishes without a subscription does not count
 * itself, and {@link Published#reached} completes with 0 if the message was dropped.
 *
 * <pre>{@code
 * Topic news = node.topic("news");
 * news.onMessage(m -> IO.println(m.text()));
 * news.publish("it rains");
 * }</pre>
 */
public final class Topic extends Group implements AutoCloseable {
  private final TopicId id;
  private final String name;
  private final @Nullable PeerId owner;

  Topic(NodeLoop loop, TopicId id, String name, @Nullable PeerId owner) {
    super(
        loop,
        id,
        new Inboxes() {
          @Override
          void firstOpened() {
            loop.subscribe(id, name, owner);
          }

          @Override
          void lastClosed() {
            loop.unsubscribe(id);
          }

          @Override
          void withValues(Consumer<List<Message>> entrance) {
            loop.withValues(id, values -> entrance.accept(Message.now(values)));
          }
        });
    this.id = id;
    this.name = name;
    this.owner = owner;
  }

  /** The topic's id, the same at every node of the network. */
  public TopicId id() {
    return id;
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** Stays in the topic until the node is closed, with or without subscriptions. */
  void hold() {
    inboxes.hold();
  }

  /** To whom it belongs, empty if everybody may publish. */
  public Optional<PeerId> owner() {
    return Optional.ofNullable(owner);
  }

  /** The subscribers with a live link, as of now; none while the node does not subscribe itself. */
  public List<Peer> peers() {
    return loop.peers(id);
  }

  /** Closes all subscriptions to the topic, and so leaves it. It can be subscribed to again. */
  @Override
  public void close() {
    inboxes.closeAll();
  }

  @Override
  public String toString() {
    return "topic \"" + name + "\" (" + id.abbreviated() + ")";
  }
}
