package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.TopicId;
import org.xorcast.sim.adversary.Adversary;

/** Who subscribes gets every message of the topic once; who does not, carries none of it. */
class TopicTest {
  private static final int PAYLOAD_BYTES = 1000;

  private final Map<String, Integer> copies = new LinkedHashMap<>();

  /** How many messages each node got, those that were signed together one by one. */
  private final Map<Integer, Integer> received = new LinkedHashMap<>();

  private final List<Note> notes = new ArrayList<>();
  private final List<Reach> reaches = new ArrayList<>();
  private final World.Observer observer =
      new World.Observer() {
        @Override
        public void delivered(SimNode node, Delivery delivery, long nowNanos) {
          String key = node.index() + " " + delivery.topic() + " " + delivery.id();
          copies.merge(key, 1, Integer::sum);
          received.merge(node.index(), delivery.count(), Integer::sum);
        }

        @Override
        public void noted(SimNode node, Note note, long nowNanos) {
          if (note instanceof Note.NoSubscribers) {
            notes.add(note);
          }
        }

        @Override
        public void reached(SimNode node, MessageId id, Reach reach, long nowNanos) {
          reaches.add(reach);
        }
      };

  private static TopicId topic(String name) {
    return TopicId.open(Engine.networkId("one"), name);
  }

  private World converged(int nodes, long seed) {
    return converged(nodes, seed, NodeFactory.engine(EngineConfig.DEFAULT));
  }

  private World converged(int nodes, long seed, NodeFactory factory) {
    World world = new World(seed, factory, LinkModel.DEFAULT, observer);
    for (int i = 0; i < nodes; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(seed));
    run(world, Duration.ofSeconds(2));
    return world;
  }

  private static void run(World world, Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  private static List<SimNode> some(World world, int count, Random chances) {
    List<SimNode> all = new ArrayList<>(world.nodes());
    Collections.shuffle(all, chances);
    return new ArrayList<>(all.subList(0, count));
  }

  /** How many got how many copies of how many different messages of the topic. */
  private void assertAllGot(List<SimNode> subscribers, TopicId topic, int messages) {
    for (SimNode node : subscribers) {
      String prefix = node.index() + " " + topic + " ";
      List<Integer> counts =
          copies.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(prefix))
              .map(Map.Entry::getValue)
              .toList();
      assertThat(counts).as("messages of node " + node.index()).hasSize(messages);
      assertThat(counts).containsOnly(1);
    }
  }

  private static long count(List<SimNode> nodes, Counter counter) {
    return nodes.stream()
        .mapToLong(
            node -> node.core() instanceof Engine engine ? engine.counters().get(counter) : 0)
        .sum();
  }

  private static List<SimNode> others(World world, List<SimNode> subscribers) {
    List<SimNode> others = new ArrayList<>(world.nodes());
    others.removeAll(subscribers);
    return others;
  }

  private static void assertCarriedNothing(List<SimNode> nodes, Traffic before) {
    Traffic traffic = Traffic.sum(nodes, before);
    assertThat(traffic.payloadFramesReceived()).isZero();
    assertThat(traffic.payloadFramesSent()).isZero();
  }

  private void publish(World world, List<SimNode> publishers, TopicId topic, int messages) {
    for (int message = 0; message < messages; message++) {
      SimNode publisher = publishers.get(message % publishers.size());
      world.publish(publisher, topic, message, new byte[PAYLOAD_BYTES]);
      run(world, Duration.ofMillis(100));
    }
    run(world, Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void threeTopicsAmongSixtyNodes(long seed) {
    World world = converged(60, seed);
    List<TopicId> topics = List.of(topic("news"), topic("chat"), topic("prices"));
    List<List<SimNode>> subscribers = new ArrayList<>();
    for (TopicId topic : topics) {
      List<SimNode> mine = some(world, 20, new Random(seed ^ topic.tag()));
      mine.forEach(node -> world.subscribe(node, topic));
      subscribers.add(mine);
    }
    run(world, Duration.ofSeconds(5));
    for (int which = 0; which < 3; which++) {
      List<SimNode> mine = subscribers.get(which);
      List<SimNode> others = others(world, mine);
      Traffic before = Traffic.sum(others, null);
      Traffic atMine = Traffic.sum(mine, null);
      publish(world, mine, topics.get(which), 10);
      assertAllGot(mine, topics.get(which), 10);
      assertThat(copies).hasSize((which + 1) * 20 * 10);
      assertCarriedNothing(others, before);
      double wanted = 19.0 * 10;
      assertThat(Traffic.sum(mine, atMine).payloadFramesReceived() / wanted).isBetween(1.0, 1.05);
    }
    assertThat(count(world.nodes(), Counter.NOT_SUBSCRIBED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void receiptsCountTheSubscribersForThoseInsideAndOutside(long seed) {
    World world = converged(100, seed);
    TopicId topic = topic("counted");
    List<SimNode> subscribers = some(world, 40, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    SimNode outsider = others(world, subscribers).getFirst();
    for (SimNode publisher : List.of(subscribers.getFirst(), outsider)) {
      reaches.clear();
      world.publish(publisher, topic, 1, new byte[PAYLOAD_BYTES], new ReceiptRequest(10_000, true));
      run(world, Duration.ofSeconds(5));
      Reach last = reaches.getLast();
      assertThat(last.nodes()).isEqualTo(40);
      assertThat(last.over()).isTrue();
      assertThat(last.complete()).isTrue();
      assertThat(last.ids())
          .containsExactlyInAnyOrderElementsOf(subscribers.stream().map(SimNode::peer).toList());
      assertThat(reaches.subList(0, reaches.size() - 1)).noneMatch(Reach::over);
    }
  }

  @Test
  void theOnlySubscriberIsCounted() {
    World world = converged(2, 1);
    TopicId topic = topic("one");
    world.subscribe(world.nodes().getFirst(), topic);
    run(world, Duration.ofSeconds(2));
    ReceiptRequest request = new ReceiptRequest(5_000, false);
    world.publish(world.nodes().getLast(), topic, 1, new byte[1], request);
    run(world, Duration.ofSeconds(6));
    assertThat(reaches.getLast()).isEqualTo(new Reach(1, true, true, List.of()));
  }

  @Test
  void whoAsksForReceiptsWhereNobodySubscribesIsToldThatNobodyHasIt() {
    World world = converged(30, 1);
    SimNode publisher = world.nodes().getFirst();
    ReceiptRequest request = new ReceiptRequest(60_000, false);
    world.publish(publisher, topic("void"), 1, new byte[1], request);
    run(world, Duration.ofSeconds(25));
    assertThat(reaches).containsExactly(new Reach(0, true, false, List.of()));
    assertThat(notes).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void twoSubscribersFindEachOtherAmongAThousandNodes(long seed) {
    World world = converged(1000, seed);
    TopicId topic = topic("just us");
    List<SimNode> both = some(world, 2, new Random(seed));
    both.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    List<SimNode> others = others(world, both);
    Traffic before = Traffic.sum(others, null);
    publish(world, both, topic, 4);
    assertAllGot(both, topic, 4);
    assertCarriedNothing(others, before);
    assertThat(world.nodes().stream().mapToInt(node -> node.engine().rendezvousKeys()).sum())
        .isBetween(6, 16);
  }

  @ParameterizedTest
  @ValueSource(longs = {1})
  void everybodyMaySubscribe(long seed) {
    World world = converged(300, seed);
    TopicId topic = topic("all of us");
    world.nodes().forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(30));
    Traffic before = Traffic.sum(world.nodes(), null);
    publish(world, some(world, 5, new Random(seed)), topic, 5);
    assertAllGot(world.nodes(), topic, 5);
    double wanted = 299.0 * 5;
    assertThat(Traffic.sum(world.nodes(), before).payloadFramesReceived() / wanted)
        .isBetween(1.0, 1.05);
  }

  @ParameterizedTest
  @EnumSource(names = {"WITHHOLD", "CORRUPT", "INFLATE", "ANNOUNCE", "REPLAY", "DRIP"})
  void threeInTenSubscribersMayLie(Adversary kind) {
    IntPredicate lies = index -> index % 10 < 3;
    NodeFactory honest = NodeFactory.engine(EngineConfig.DEFAULT);
    NodeFactory factory =
        seat ->
            lies.test(seat.index()) ? kind.create(seat, EngineConfig.DEFAULT) : honest.create(seat);
    World world = converged(100, 7, factory);
    TopicId topic = topic("liars");
    List<SimNode> subscribers = some(world, 50, new Random(7));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(10));
    List<SimNode> truthful = subscribers.stream().filter(node -> !lies.test(node.index())).toList();
    assertThat(truthful.size()).isBetween(25, 45);
    publish(world, truthful, topic, 10);
    run(world, Duration.ofSeconds(20));
    assertAllGot(truthful, topic, 10);
    if (kind == Adversary.WITHHOLD) {
      assertThat(count(truthful, Counter.REPAIRED)).isPositive();
    }
    if (kind == Adversary.CORRUPT) {
      assertThat(count(truthful, Counter.BAD_SIGNATURE)).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void twoPartsThatNeverMetBecomeOneTopic(long seed) {
    World world = converged(200, seed);
    TopicId topic = topic("cut in two");
    byte[] sides = new byte[200];
    Arrays.fill(sides, 100, 200, (byte) 1);
    world.barriers().partition(sides, false);
    run(world, Duration.ofSeconds(30));
    List<SimNode> subscribers = some(world, 60, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(20));
    List<SimNode> left = subscribers.stream().filter(node -> node.index() < 100).toList();
    publish(world, left.subList(0, 1), topic, 1);
    assertAllGot(left, topic, 1);
    assertThat(copies).hasSize(left.size());
    world.barriers().heal();
    run(world, Duration.ofSeconds(150));
    assertAllGot(subscribers, topic, 1);
    Traffic before = Traffic.sum(subscribers, null);
    publish(world, subscribers, topic, 10);
    assertAllGot(subscribers, topic, 11);
    assertThat(Traffic.sum(subscribers, before).payloadFramesReceived() / (59.0 * 10))
        .isBetween(1.0, 1.1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aGuestPublishesAndCarriesNothing(long seed) {
    World world = converged(200, seed);
    TopicId topic = topic("open to guests");
    List<SimNode> subscribers = some(world, 20, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    List<SimNode> others = others(world, subscribers);
    SimNode guest = others.removeFirst();
    Traffic before = Traffic.sum(others, null);
    world.publish(guest, topic, 1, new byte[300_000]);
    publish(world, List.of(guest), topic, 4);
    assertAllGot(subscribers, topic, 5);
    assertThat(copies).hasSize(20 * 5);
    assertCarriedNothing(others, before);
    assertThat(guest.traffic().payloadFramesReceived()).isZero();
    world.subscribe(guest, topic);
    run(world, Duration.ofSeconds(5));
    publish(world, List.of(guest), topic, 1);
    assertAllGot(subscribers, topic, 6);
    assertThat(notes).isEmpty();
  }

  @Test
  void aGuestsEntryMayDie() {
    World world = converged(100, 1);
    TopicId topic = topic("mortal");
    List<SimNode> subscribers = some(world, 10, new Random(1));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    SimNode guest = others(world, subscribers).getFirst();
    publish(world, List.of(guest), topic, 1);
    List<SimNode> dead = new ArrayList<>();
    for (SimNode subscriber : subscribers.subList(0, 7)) {
      world.crash(subscriber);
      dead.add(subscriber);
    }
    world.publish(guest, topic, 2, new byte[PAYLOAD_BYTES]);
    run(world, Duration.ofSeconds(20));
    subscribers.removeAll(dead);
    assertAllGot(subscribers, topic, 2);
  }

  @Test
  void whereNobodySubscribesTheGuestIsTold() {
    World world = converged(100, 1);
    TopicId topic = topic("nobody");
    world.publish(world.nodes().getFirst(), topic, 1, new byte[PAYLOAD_BYTES]);
    run(world, Duration.ofSeconds(25));
    assertThat(notes).containsExactly(new Note.NoSubscribers(topic, 1));
    assertThat(Traffic.sum(world.nodes(), null).payloadFramesSent()).isZero();
  }

  /** More than waits for an entry is refused rather than dropped. */
  @Test
  void aGuestIsHeldUpBeforeAnythingIsLost() {
    World world = converged(60, 1);
    TopicId topic = topic("busy");
    List<SimNode> subscribers = some(world, 5, new Random(1));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    SimNode guest = others(world, subscribers).getFirst();
    for (int message = 0; message < 1500; message++) {
      world.publish(guest, topic, message, new byte[100]);
    }
    run(world, Duration.ofSeconds(10));
    assertThat(guest.engine().counters().get(Counter.PUBLISH_REFUSED)).isEqualTo(1500 - 1024);
    assertThat(guest.engine().counters().get(Counter.HANDOVERS_DROPPED)).isZero();
    assertAllGot(subscribers, topic, 1024);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoLeavesCarriesNothingMore(long seed) {
    World world = converged(60, seed);
    TopicId topic = topic("come and go");
    List<SimNode> subscribers = some(world, 20, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(5));
    publish(world, subscribers, topic, 2);
    List<SimNode> leavers = new ArrayList<>(subscribers.subList(0, 8));
    subscribers.removeAll(leavers);
    leavers.forEach(node -> world.unsubscribe(node, topic));
    run(world, Duration.ofSeconds(1));
    List<SimNode> others = others(world, subscribers);
    Traffic before = Traffic.sum(others, null);
    publish(world, subscribers, topic, 3);
    assertAllGot(subscribers, topic, 5);
    assertAllGot(leavers, topic, 2);
    assertCarriedNothing(others, before);
    world.publish(subscribers.getFirst(), 100, new byte[PAYLOAD_BYTES]);
    run(world, Duration.ofSeconds(2));
    assertThat(copies).as("the network is whole").hasSize(12 * 5 + 8 * 2 + 60);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void rendezvousNodesMayDie(long seed) {
    World world = converged(200, seed);
    TopicId topic = topic("found again");
    List<SimNode> subscribers = some(world, 10, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(30));
    for (SimNode node : world.nodes()) {
      if (node.engine().rendezvousKeys() > 0 && !subscribers.contains(node)) {
        world.crash(node);
      }
    }
    publish(world, subscribers, topic, 1);
    assertAllGot(subscribers, topic, 1);
    run(world, Duration.ofSeconds(80));
    SimNode late =
        others(world, subscribers).stream().filter(SimNode::isAlive).findFirst().orElseThrow();
    world.subscribe(late, topic);
    run(world, Duration.ofSeconds(20));
    publish(world, subscribers, topic, 1);
    assertAllGot(subscribers, topic, 2);
    assertAllGot(List.of(late), topic, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aTopicSurvivesTheCrashOfAThirdOfItsSubscribers(long seed) {
    World world = converged(200, seed);
    TopicId topic = topic("robust");
    List<SimNode> subscribers = some(world, 60, new Random(seed));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(10));
    List<SimNode> dead = new ArrayList<>(subscribers.subList(0, 20));
    subscribers.removeAll(dead);
    dead.forEach(world::crash);
    publish(world, subscribers, topic, 5);
    assertAllGot(subscribers, topic, 5);
  }

  @Test
  void whoLeavesTakesNothingAlong() {
    World world = converged(40, 1);
    TopicId topic = topic("last words");
    List<SimNode> subscribers = some(world, 10, new Random(1));
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(10));
    SimNode leaver = subscribers.removeFirst();
    for (int message = 0; message < 5; message++) {
      world.publish(leaver, topic, message, new byte[10]);
    }
    run(world, Duration.ofMillis(1));
    world.leave(leaver);
    run(world, Duration.ofSeconds(5));
    subscribers.forEach(node -> assertThat(received.get(node.index())).isEqualTo(5));
  }

  /** The rendezvous nodes have not links enough for all of them at once. */
  @Test
  void aThousandMaySubscribeInTheSameMoment() {
    World world = converged(1000, 1);
    TopicId topic = topic("everybody");
    List<SimNode> subscribers = world.nodes();
    subscribers.forEach(node -> world.subscribe(node, topic));
    run(world, Duration.ofSeconds(2));
    publish(world, subscribers, topic, 3);
    assertAllGot(subscribers, topic, 3);
  }
}
