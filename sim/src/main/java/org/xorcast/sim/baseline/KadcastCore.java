package org.xorcast.sim.baseline;

import java.time.Duration;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.Contact;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.sim.NodeFactory;

/**
 * Kadcast (Rohrer and Tschorsch, AFT 2019): a Kademlia table read as a tree.
 *
 * <p>The publisher hands its message to {@code beta} random contacts of every bucket, together with
 * a height, the bucket's index: "you are responsible for your buckets below this". Bucket i holds a
 * subtree of the key space, so with beta 1 every node is in exactly one delegate's charge: N - 1
 * sends in all, O(log N) hops. A delegate that is dead or loses the frame takes its whole subtree
 * with it. Beta 3 is the cure of the paper and of the kadcast crate: parallel delegates, each of
 * whom delegates in parallel again.
 *
 * <p>As in the crate a node acts on the height of the first copy only and there is neither
 * acknowledgement nor repair. Left out are the crate's RaptorQ packets: a message is one frame.
 */
final class KadcastCore implements Core<Event> {
  private static final long SEEN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int BUCKET_SIZE = 20;

  private record Entry(NodeId nodeId, long link) implements Contact {}

  private final int beta;
  private final Publisher publisher;
  private final Rng rng;
  private final RoutingTable<Entry> table;
  private final Recent<Boolean> seen = new Recent<>(SEEN_NANOS);

  /**
   * @param beta delegates per bucket
   */
  KadcastCore(NodeFactory.Seat seat, int beta) {
    this.beta = beta;
    publisher = new Publisher(seat);
    rng = new Rng(seat.seed());
    table = new RoutingTable<>(NodeId.of(seat.identity().peerId()), BUCKET_SIZE);
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Adopt adopt ->
          table.add(new Entry(NodeId.of(adopt.record().peer()), adopt.link()));
      case Event.LinkDown(long link, _) -> remove(link);
      case Event.Publish publish -> {
        Message message = publisher.publish(publish, nowNanos, out);
        seen.add(message.id(), true, nowNanos);
        delegate(message, 1, NodeId.BITS, out);
      }
      case Event.Received(_, var bytes) -> {
        if (Frame.read(bytes) instanceof Frame.Payload(Message message, int hop, int height)
            && seen.add(message.id(), true, nowNanos)) {
          out.deliver(message.delivery(hop));
          delegate(message, hop + 1, height, out);
        }
      }
      default -> {}
    }
  }

  /** Hands each bucket below {@code height} to its delegates, the largest subtree first. */
  private void delegate(Message message, int hop, int height, Effects out) {
    for (int bucket = height - 1; bucket >= 0; bucket--) {
      Frame frame = new Frame.Payload(message, hop, bucket);
      for (Entry delegate : Draw.some(table.bucket(bucket), beta, rng)) {
        frame.send(delegate.link, out);
      }
    }
  }

  private void remove(long link) {
    for (Entry entry : table.all()) {
      if (entry.link == link) {
        table.remove(entry.nodeId);
      }
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return Deadlines.NEVER;
  }
}
