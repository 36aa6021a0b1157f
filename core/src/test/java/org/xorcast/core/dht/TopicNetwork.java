package org.xorcast.core.dht;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.MalformedQuery;
import org.xorcast.core.krpc.MutableItem;

/** Subscribers of one topic, with links between them and a list of peers for the main DHT. */
final class TopicNetwork {
  static final Identity AUTHOR = TestKeys.identity(1);
  static final Bytes SALT = ServedNode.bytes("news");
  static final NodeId TOPIC = MutableItem.target(AUTHOR.peerId(), SALT);
  private static final AddressPolicy ANYWHERE = new AddressPolicy(false, false);

  /** Most peers that the main DHT gives in one lookup. */
  private static final int FOUND_MAX = 50;

  private record Arrival(long atNanos, long order, Node to, Runnable what) {}

  final class Node implements TopicEffects {
    final Endpoint endpoint;
    final Server server;
    final DhtCounters counters = new DhtCounters();
    final List<MutableItem> values = new ArrayList<>();
    long newestAtNanos;
    boolean up = true;

    /** Whether it knows nothing of topics and answers for the main DHT. */
    boolean old;

    private Node(Endpoint endpoint) {
      this.endpoint = endpoint;
      server =
          new Server(
              rng.nextNodeId(),
              (target, ipv6, count) -> List.of(),
              ServerLimits.local(),
              endpoint.toString().getBytes(StandardCharsets.US_ASCII),
              TestKeys.verifier(),
              0,
              counters,
              rng.fork());
      server.topics().subscribe(AUTHOR.peerId(), SALT, ANYWHERE);
    }

    int neighbours() {
      return server.topics().neighbours(TOPIC);
    }

    long seq() {
      MutableItem newest = server.topics().newest(TOPIC);
      return newest == null ? -1 : newest.seq();
    }

    @Override
    public void send(Endpoint to, byte[] datagram) {
      Node receiver = nodes.get(to);
      if (receiver != null && !rng.chance(loss)) {
        at(nowNanos + latencyNanos(to), receiver, () -> receiver.take(datagram, this));
      }
    }

    /** 10 to 100 ms, about the same for each pair at all times and in both directions. */
    private long latencyNanos(Endpoint to) {
      long pair = endpoint.hashCode() ^ to.hashCode();
      return rng.jitter(new Rng(pair).between(10_000_000, 100_000_000), 0.1);
    }

    private void take(byte[] datagram, Node from) {
      KrpcMessage message = KrpcMessage.decode(datagram);
      if (message instanceof KrpcQuery || message instanceof MalformedQuery) {
        byte[] reply =
            server.reply(
                old && message instanceof KrpcQuery query ? untagged(query) : message,
                from.endpoint,
                datagram.length,
                nowNanos);
        if (reply != null) {
          send(from.endpoint, reply);
        }
      } else if (message.topic() != null) {
        server.topics().received(message, from.endpoint, nowNanos);
      }
    }

    private static KrpcQuery untagged(KrpcQuery q) {
      return new KrpcQuery(q.transaction(), q.id(), q.query(), q.readOnly(), null, q.version());
    }

    @Override
    public void rendezvous(NodeId topic) {
      List<Endpoint> peers = new ArrayList<>(announced);
      peers.remove(endpoint);
      List<Endpoint> some = Samples.draw(peers, FOUND_MAX, rng);
      if (!announced.contains(endpoint)) {
        announced.add(endpoint);
      }
      at(nowNanos + 500_000_000, this, () -> server.topics().found(topic, some, nowNanos));
    }

    @Override
    public void newest(NodeId topic, MutableItem item) {
      values.add(item);
      newestAtNanos = nowNanos;
    }

    private void wake() {
      if (!old) {
        server.topics().wake(nowNanos, this);
        long next = server.topics().nextDeadlineNanos();
        if (next < wakeAtNanos || wakeAtNanos <= nowNanos) {
          wakeAtNanos = Math.max(next, nowNanos);
          at(wakeAtNanos, this, () -> {});
        }
      }
    }

    private long wakeAtNanos;
  }

  final Map<Endpoint, Node> nodes = new LinkedHashMap<>();
  final List<Endpoint> announced = new ArrayList<>();
  final Rng rng;
  double loss;
  long nowNanos = 1;

  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          Comparator.comparingLong(Arrival::atNanos).thenComparingLong(Arrival::order));
  private long order;

  TopicNetwork(long seed) {
    rng = new Rng(seed);
  }

  private void at(long atNanos, Node to, Runnable what) {
    arrivals.add(new Arrival(atNanos, order++, to, what));
  }

  Node add() {
    Node node = new Node(ServedNode.address(nodes.size()));
    nodes.put(node.endpoint, node);
    node.wake();
    return node;
  }

  List<Node> add(int count) {
    List<Node> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(add());
      run(Duration.ofMillis(50));
    }
    return added;
  }

  void run(Duration time) {
    long end = nowNanos + time.toNanos();
    while (!arrivals.isEmpty() && arrivals.peek().atNanos <= end) {
      Arrival arrival = arrivals.remove();
      nowNanos = Math.max(nowNanos, arrival.atNanos);
      if (arrival.to.up) {
        arrival.what.run();
        arrival.to.wake();
      }
    }
    nowNanos = end;
  }

  MutableItem publish(Node node, long seq) {
    MutableItem item = MutableItem.sign(AUTHOR, SALT, seq, ServedNode.bytes("i" + seq + "e"));
    node.server.topics().offer(item);
    at(nowNanos, node, () -> {});
    return item;
  }

  long count(DhtCounter counter) {
    return nodes.values().stream().mapToLong(node -> node.counters.get(counter)).sum();
  }

  /** How many of the subscribers that are up have this sequence. */
  long have(long seq) {
    return nodes.values().stream()
        .filter(node -> node.up && !node.old && node.seq() == seq)
        .count();
  }
}
