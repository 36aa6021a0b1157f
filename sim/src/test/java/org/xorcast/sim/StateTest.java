package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;

/** Everybody comes to hold the newest value of each key, and never sees an older one after it. */
class StateTest {
  private static final TopicId TOPIC = TopicId.open(Engine.networkId("one"), "config");

  /** A topic's frame begins with its own type and eight bytes of the topic's id. */
  private static final int GROUP_BYTES = 9;

  /** A push's record follows its type, mode, height and hop. */
  private static final int RECORD_AT = 4;

  private static final long CLOCK_BACK_MILLIS = Duration.ofMinutes(3).toMillis();

  private final Map<String, Long> newest = new LinkedHashMap<>();
  private final List<Watched> watched = new ArrayList<>();
  private @Nullable TopicId topic = TOPIC;
  private int clockBackFrom = Integer.MAX_VALUE;
  private World world = world(1, LinkModel.DEFAULT, EngineConfig.DEFAULT);

  /** An engine, and what goes in and out of it. */
  private final class Watched implements Core<Event> {
    final Engine engine;
    final Map<String, Long> values = new LinkedHashMap<>();
    final List<Long> messages = new ArrayList<>();
    int deliveries;
    int backwards;
    int supersededSent;

    Watched(Engine engine) {
      this.engine = engine;
    }

    @Override
    public void handle(Event event, long nowNanos, Effects out) {
      engine.handle(
          event,
          nowNanos,
          new EffectsFilter(out) {
            @Override
            public void deliver(Delivery delivery) {
              delivered(delivery);
              out.deliver(delivery);
            }

            @Override
            public void send(long link, Channel channel, byte[] head, Bytes body) {
              sent(head, body);
              out.send(link, channel, head, body);
            }
          });
    }

    private void delivered(Delivery delivery) {
      if (delivery.key() == null) {
        messages.add(delivery.sequence());
        return;
      }
      deliveries++;
      String key = delivery.publisher() + delivery.key();
      Long before = values.put(key, delivery.sequence());
      backwards += before != null && before >= delivery.sequence() ? 1 : 0;
      if (delivery.publisher().equals(engine.self())) {
        newest.put(key, delivery.sequence());
      }
    }

    private void sent(byte[] head, Bytes body) {
      boolean inTopic = head[0] == FrameType.GROUP.number();
      Reader reader = new Reader(head);
      reader.raw(inTopic ? GROUP_BYTES : 0);
      if (reader.u8() != FrameType.PUSH.number()) {
        return;
      }
      reader.raw(RECORD_AT - 1);
      byte[] signed = reader.bytes(MessageRecord.SIZE_MAX_BYTES);
      MessageRecord record = MessageRecord.decode(signed, body.unwrap());
      Long known = values.get(record.publisher() + String.valueOf(record.key()));
      supersededSent += known != null && known > record.sequence() ? 1 : 0;
    }

    @Override
    public long nextDeadlineNanos() {
      return engine.nextDeadlineNanos();
    }
  }

  private World world(long seed, LinkModel model, EngineConfig config) {
    NodeFactory engines = NodeFactory.engine(config);
    return new World(
        seed,
        seat -> {
          boolean late = seat.index() >= clockBackFrom;
          long epochMillis = seat.epochMillis() - (late ? CLOCK_BACK_MILLIS : 0);
          NodeFactory.Seat itsSeat =
              new NodeFactory.Seat(
                  seat.index(),
                  seat.identity(),
                  seat.verifier(),
                  seat.network(),
                  epochMillis,
                  seat.seed());
          Watched one = new Watched((Engine) engines.create(itsSeat));
          watched.add(one);
          return one;
        },
        model,
        (node, delivery, nowNanos) -> {});
  }

  private Watched at(SimNode node) {
    return watched.get(node.index());
  }

  private SimNode node(int index) {
    return world.nodes().get(index);
  }

  private void build(int nodes, long seed, LinkModel model, boolean reliable) {
    EngineConfig usual = EngineConfig.DEFAULT;
    world =
        world(
            seed,
            model,
            new EngineConfig(usual.overlay(), usual.cast().withReliableLinks(reliable)));
    for (int i = 0; i < nodes; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(seed));
    run(Duration.ofSeconds(2));
    if (topic != null) {
      world.nodes().forEach(node -> world.subscribe(node, TOPIC));
      run(Duration.ofSeconds(5));
    }
  }

  private void run(Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  private void put(SimNode node, String key, int sizeBytes) {
    world.publishValue(node, topic, 0, key, new byte[sizeBytes]);
  }

  private void assertHold(List<SimNode> nodes) {
    for (SimNode node : nodes) {
      assertThat(at(node).values).as("values of node " + node.index()).isEqualTo(newest);
      assertThat(at(node).backwards).as("older ones after newer ones").isZero();
    }
  }

  private static long count(SimNode node, Counter counter) {
    return ((Watched) node.core()).engine.counters().get(counter);
  }

  private long count(Counter counter) {
    return world.nodes().stream().mapToLong(node -> count(node, counter)).sum();
  }

  private SimNode newcomer() {
    SimNode newcomer = world.addNode("one");
    world.start(newcomer, List.of(node(0)), List.of());
    if (topic != null) {
      world.subscribe(newcomer, topic);
    }
    return newcomer;
  }

  @Test
  void aThousandKeysUpdatedAHundredThousandTimes() {
    build(10, 1, LinkModel.DEFAULT, true);
    Traffic before = Traffic.sum(world.nodes(), null);
    Random random = new Random(1);
    for (int update = 0; update < 100_000; update++) {
      put(node(0), "key " + (update < 1000 ? update : random.nextInt(1000)), 20);
      run(Duration.ofMillis(1));
    }
    run(Duration.ofSeconds(3));
    assertThat(newest).hasSize(1000);
    assertHold(world.nodes());
    double wanted = watched.stream().mapToLong(one -> one.deliveries).sum() - 100_000;
    double copies = Traffic.sum(world.nodes(), before).payloadFramesReceived() / wanted;
    assertThat(copies).isBetween(1.0, 1.05);
    assertThat(watched).extracting(one -> one.supersededSent).containsOnly(0);

    SimNode newcomer = newcomer();
    run(Duration.ofSeconds(2));
    assertHold(List.of(newcomer));
    assertThat(at(newcomer).deliveries).isEqualTo(1000);
    assertThat(count(newcomer, Counter.PUSHES_RECEIVED)).as("each once").isEqualTo(1000);
  }

  @Test
  void aNewcomerGetsWhatIsOlderThanAnyMessageMayBeAndOfManyChunksToo() {
    build(12, 2, LinkModel.DEFAULT, true);
    put(node(1), "small", 100);
    put(node(1), "large", 300_000);
    put(node(2), "small", 100);
    run(Duration.ofMinutes(60));
    put(node(2), "other", 100);
    run(Duration.ofMinutes(1));
    SimNode newcomer = newcomer();
    run(Duration.ofSeconds(2));
    assertThat(newest).hasSize(4);
    assertHold(world.nodes());
    assertThat(count(newcomer, Counter.WRONG_TIME)).isZero();
  }

  @Test
  void aPublisherThatDoesNotSubscribeHasValuesToo() {
    build(12, 3, LinkModel.DEFAULT, true);
    SimNode guest = world.addNode("one");
    world.start(guest, List.of(node(0)), List.of());
    run(Duration.ofSeconds(2));
    for (int i = 0; i < 20; i++) {
      put(guest, "key " + i % 5, 100);
    }
    run(Duration.ofSeconds(2));
    assertThat(count(guest, Counter.PUSHES_SENT)).as("superseded before it knew whom").isEqualTo(5);
    for (int i = 0; i < 20; i++) {
      put(guest, "key " + i % 5, 100);
      run(Duration.ofMillis(50));
    }
    run(Duration.ofSeconds(2));
    assertThat(at(node(3)).values).hasSize(5).containsValues(36L, 37L, 38L, 39L, 40L);
    newest.putAll(at(node(3)).values);
    assertHold(world.nodes().subList(0, 12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void lossCrashesAndAPartition(long seed) {
    topic = null;
    build(30, seed, LinkModel.DEFAULT.withLoss(0.05), false);
    byte[] sides = new byte[30];
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      sides[i] = (byte) random.nextInt(2);
    }
    for (int update = 0; update < 2000; update++) {
      put(node(random.nextInt(4)), "key " + random.nextInt(50), 100);
      run(Duration.ofMillis(10));
      if (update == 500) {
        world.barriers().partition(sides, false);
      } else if (update == 1500) {
        world.barriers().heal();
      } else if (update % 300 == 100) {
        world.crash(node(29 - update / 300));
      }
    }
    SimNode newcomer = newcomer();
    run(Duration.ofSeconds(20));
    List<SimNode> live = world.nodes().stream().filter(SimNode::isAlive).toList();
    assertThat(live).hasSize(24).contains(newcomer);
    assertHold(live);
    assertThat(watched).extracting(one -> one.supersededSent).containsOnly(0);
  }

  /** What waits for a neighbour's window has not been sent yet. */
  @Test
  void whatIsSupersededWhileItWaitsIsNotSent() {
    topic = null;
    build(10, 6, LinkModel.DEFAULT, true);
    Traffic before = Traffic.sum(world.nodes(), null);
    for (int update = 0; update < 40; update++) {
      put(node(0), "key", 400_000);
      run(Duration.ofMillis(5));
    }
    run(Duration.ofSeconds(5));
    assertHold(world.nodes());
    assertThat(watched).extracting(one -> one.supersededSent).containsOnly(0);
    double all = 40 * 9 * 400_000.0;
    assertThat(Traffic.sum(world.nodes(), before).payloadReceivedBytes()).isLessThan((long) all);
  }

  /** What a newer value has replaced nobody waits for, and it is no gap among messages. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void valuesHoldUpNoMessages(long seed) {
    topic = null;
    build(20, seed, LinkModel.DEFAULT.withLoss(0.05), false);
    for (int i = 0; i < 500; i++) {
      for (int update = 0; update < 4; update++) {
        put(node(0), "key", 100);
      }
      world.publish(node(0), new byte[100]);
      run(Duration.ofMillis(5));
    }
    run(Duration.ofSeconds(5));
    List<Long> all = LongStream.rangeClosed(1, 500).boxed().toList();
    assertThat(watched).extracting(one -> one.messages).containsOnly(all);
    assertHold(world.nodes());
    assertThat(count(Counter.SEQUENCES_LOST)).isZero();
    assertThat(count(Counter.SUPERSEDED) + count(Counter.OVERTAKEN)).isPositive();
  }

  @Test
  void whoseClockWasSetBackIsStillNewer() {
    topic = null;
    build(10, 5, LinkModel.DEFAULT, true);
    put(node(4), "key", 100);
    run(Duration.ofSeconds(2));
    world.crash(node(4));
    clockBackFrom = 10;
    SimNode again = world.addNextLife(node(4), "one");
    world.start(again, List.of(node(0)), List.of());
    run(Duration.ofSeconds(2));
    Delivery old = at(again).engine.values(null).getFirst();
    put(again, "key", 100);
    run(Duration.ofSeconds(2));
    Delivery latest = at(node(7)).engine.values(null).getFirst();
    assertThat(latest.session()).isEqualTo(old.session() + 1);
  }
}
