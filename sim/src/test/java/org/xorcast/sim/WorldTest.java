package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;

/** The life of a network: joining, leaving, dying, coming back. */
class WorldTest {
  private record Noted(SimNode node, Note note, long nanos) {}

  private final List<Noted> notes = new ArrayList<>();
  private final List<SimNode> receivers = new ArrayList<>();
  private final World.Observer observer =
      new World.Observer() {
        @Override
        public void delivered(SimNode node, Delivery delivery, long nowNanos) {
          receivers.add(node);
        }

        @Override
        public void noted(SimNode node, Note note, long nowNanos) {
          notes.add(new Noted(node, note, nowNanos));
        }
      };

  private World world(long seed) {
    return new World(seed, EngineConfig.DEFAULT, LinkModel.DEFAULT, observer);
  }

  private static void startAll(World world, int count) {
    for (int i = 0; i < count; i++) {
      world.addNode("one");
    }
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      world.start(node, node == first ? List.of() : List.of(first), List.of());
    }
  }

  private static void run(World world, Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  /** Walks the tables from node to node. */
  private static Set<PeerId> reachable(World world, SimNode from) {
    Set<PeerId> seen = new HashSet<>();
    Deque<SimNode> open = new ArrayDeque<>(List.of(from));
    seen.add(from.peer());
    while (!open.isEmpty()) {
      for (Neighbour neighbour : open.remove().engine().table().all()) {
        if (seen.add(neighbour.peer())) {
          world.nodes().stream()
              .filter(node -> node.peer().equals(neighbour.peer()))
              .forEach(open::add);
        }
      }
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thirtyNodesThatStartTogetherBecomeOneGraph(long seed) {
    World world = world(seed);
    startAll(world, 30);
    run(world, Duration.ofSeconds(5));
    for (SimNode node : world.nodes()) {
      assertThat(node.engine().isJoined()).isTrue();
      assertThat(reachable(world, node)).hasSize(30);
      assertThat(node.engine().neighbours()).hasSizeGreaterThanOrEqualTo(15);
    }
  }

  @Test
  void aBootstrapThatComesLaterIsFound() {
    World world = world(1);
    SimNode late = world.addNode("one");
    SimNode early = world.addNode("one");
    world.start(early, List.of(late), List.of());
    world.crash(late);
    run(world, Duration.ofSeconds(10));
    assertThat(early.engine().isJoined()).isFalse();
    assertThat(notes).anyMatch(noted -> noted.note() instanceof Note.JoinFailed);
  }

  @Test
  void aPoliteLeaverIsForgottenAtOnce() {
    World world = world(2);
    startAll(world, 10);
    run(world, Duration.ofSeconds(5));
    SimNode leaver = world.nodes().get(3);
    world.leave(leaver);
    run(world, Duration.ofMillis(60));
    for (SimNode node : world.nodes()) {
      if (node != leaver) {
        assertThat(node.engine().neighbours())
            .noneMatch(neighbour -> neighbour.peer().equals(leaver.peer()));
      }
    }
    assertThat(notes)
        .filteredOn(noted -> noted.note() instanceof Note.NeighbourDown)
        .extracting(Noted::note)
        .containsOnly(new Note.NeighbourDown(leaver.peer(), CloseReason.LEAVING));
  }

  @Test
  void aCrashedNodeIsDroppedByEverybody() {
    World world = world(3);
    startAll(world, 20);
    run(world, Duration.ofSeconds(5));
    SimNode dead = world.nodes().getFirst();
    world.crash(dead);
    run(world, Duration.ofSeconds(20));
    for (SimNode node : world.nodes()) {
      if (node != dead) {
        assertThat(node.engine().neighbours())
            .noneMatch(neighbour -> neighbour.peer().equals(dead.peer()));
        assertThat(reachable(world, node)).hasSize(19);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneBroadcastUncoversAMassFailure(long seed) {
    World world = world(seed);
    for (int i = 0; i < 200; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(seed));
    run(world, Duration.ofSeconds(2));
    Set<PeerId> dead = new HashSet<>();
    for (SimNode node : world.nodes().subList(0, 60)) {
      world.crash(node);
      dead.add(node.peer());
    }
    world.publish(world.nodes().getLast(), new byte[100]);
    run(world, Duration.ofSeconds(1));
    long known = 0;
    long all = 0;
    for (SimNode node : world.nodes().subList(60, 200)) {
      for (Neighbour neighbour : node.engine().neighbours()) {
        if (dead.contains(neighbour.peer())) {
          all++;
          known += neighbour.isSuspect() ? 1 : 0;
        } else {
          assertThat(neighbour.isSuspect()).isFalse();
        }
      }
    }
    assertThat(known).isGreaterThan(all * 95 / 100);
  }

  @Test
  void networksOfDifferentNamesNeverMix() {
    World world = world(4);
    SimNode one = world.addNode("one");
    SimNode two = world.addNode("two");
    SimNode alsoTwo = world.addNode("two");
    world.start(one, List.of(two), List.of());
    world.start(two, List.of(one), List.of());
    world.start(alsoTwo, List.of(one, two), List.of());
    run(world, Duration.ofSeconds(10));
    assertThat(one.engine().neighbours()).isEmpty();
    assertThat(two.engine().neighbours()).hasSize(1);
    assertThat(notes)
        .anyMatch(noted ->
            noted.node() == one
                && noted.note() instanceof Note.JoinFailed failed
                && failed.reason() == CloseReason.WRONG_NETWORK);
    world.publish(two, new byte[10]);
    run(world, Duration.ofSeconds(10));
    assertThat(receivers).containsExactlyInAnyOrder(two, alsoTwo);
  }

  @Test
  void aNodeComesBackThroughCachedPeersAlone() {
    World world = world(5);
    startAll(world, 10);
    run(world, Duration.ofSeconds(5));
    SimNode member = world.nodes().get(4);
    SimNode reborn = world.addNode("one");
    world.crash(world.nodes().getFirst());
    world.start(reborn, List.of(), member.engine().knownRecords());
    run(world, Duration.ofSeconds(25));
    assertThat(reborn.engine().isJoined()).isTrue();
    assertThat(reachable(world, reborn)).hasSize(10);
  }

  @Test
  void twoHalvesThatMeetExchangeWhatTheyMissed() {
    World world = world(6);
    for (int i = 0; i < 20; i++) {
      world.addNode("one");
    }
    SimNode left = world.nodes().get(0);
    SimNode right = world.nodes().get(10);
    for (int i = 0; i < 20; i++) {
      SimNode first = i < 10 ? left : right;
      SimNode node = world.nodes().get(i);
      world.start(node, node == first ? List.of() : List.of(first), List.of());
    }
    run(world, Duration.ofSeconds(10));
    world.publish(left, new byte[100]);
    world.publish(right, new byte[200]);
    run(world, Duration.ofSeconds(5));
    assertThat(receivers).hasSize(20);
    world.links().link(world.nodes().get(3), world.nodes().get(17));
    run(world, Duration.ofSeconds(30));
    assertThat(reachable(world, left)).hasSize(20);
    assertThat(receivers).hasSize(40);
  }

  @Test
  void anIdleNetworkIsQuiet() {
    World world = world(7);
    startAll(world, 30);
    run(world, Duration.ofMinutes(5));
    long before = frames(world);
    run(world, Duration.ofMinutes(1));
    double perNodeAndSecond = (frames(world) - before) / (30.0 * 60);
    assertThat(perNodeAndSecond).isLessThan(30);
  }

  private static long frames(World world) {
    return world.nodes().stream()
        .mapToLong(node ->
            node.engine().counters().get(org.xorcast.core.engine.Counter.OVERLAY_SENT)
                + node.engine().counters().get(org.xorcast.core.engine.Counter.CONTROL_SENT))
        .sum();
  }
}
