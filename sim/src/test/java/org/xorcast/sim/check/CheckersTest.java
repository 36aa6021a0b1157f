package org.xorcast.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.World;

/** Each checker finds the violation that is planted for it, and nothing without one. */
class CheckersTest {
  private static final int NODES = 30;
  private static final byte[] PAYLOAD = new byte[100];

  private final BitSet adversaries = new BitSet();
  private final Checkers checkers = Checkers.full(adversaries, EngineConfig.DEFAULT);
  private final World world =
      new World(
          1,
          EngineConfig.DEFAULT,
          LinkModel.DEFAULT,
          new World.Observer() {
            @Override
            public void published(
                SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {
              checkers.published(node, id, sequence, PAYLOAD, nowNanos);
            }

            @Override
            public void delivered(SimNode node, Delivery delivery, long nowNanos) {
              checkers.delivered(node, delivery, nowNanos);
              last = delivery;
            }
          });

  private @Nullable Delivery last;

  @BeforeEach
  void settle() {
    for (int i = 0; i < NODES; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(1));
    world.runUntil(1_000_000_000L);
    checkers.inspect(network());
  }

  private Delivery delivery(MessageId id, int publisher, long sequence, byte[] payload) {
    return new Delivery(
        id,
        null,
        node(publisher).peer(),
        1,
        sequence,
        0,
        null,
        null,
        List.of(Bytes.wrap(payload)),
        payload.length,
        1,
        Bytes.wrap(new byte[0]));
  }

  private SimNode node(int index) {
    return world.nodes().get(index);
  }

  private Network network() {
    List<SimNode> live =
        world.nodes().stream()
            .filter(node -> node.isAlive() && !adversaries.get(node.index()))
            .toList();
    return new Network(world, live, world.nowNanos());
  }

  private void broadcast() {
    world.publish(node(0), PAYLOAD);
    world.runUntil(world.nowNanos() + 2_000_000_000L);
  }

  private void assertFinds(String checker, int node, String what) {
    assertThat(checkers.findings().first())
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation.checker()).isEqualTo(checker))
        .anySatisfy(violation -> {
          assertThat(violation.node()).isEqualTo(node);
          assertThat(violation.toString()).contains(what);
        });
  }

  private void look() {
    checkers.inspect(network());
  }

  @Test
  void aGoodRunBreaksNoPromise() {
    for (int i = 0; i < 5; i++) {
      broadcast();
      look();
    }
    checkers.demandConvergence(network());
    assertThat(checkers.isConverged(network())).isTrue();
    assertThat(checkers.findings().count()).isZero();
    assertThat(checkers.duplicatesToApp()).isZero();
  }

  @Test
  void findsWhatIsDeliveredTwice() {
    broadcast();
    checkers.delivered(node(3), Objects.requireNonNull(last), 7);
    // Twice is not in order either.
    assertThat(checkers.findings().first())
        .extracting(Violation::checker)
        .containsExactly("exactly once", "order");
    assertThat(checkers.findings().first().getFirst().toString()).contains("node 3", "again");
    assertThat(checkers.duplicatesToApp()).isEqualTo(1);
  }

  @Test
  void findsWhatNobodyPublished() {
    checkers.delivered(node(4), delivery(new MessageId(1, 2), 0, 1, PAYLOAD), 7);
    assertFinds("nothing forged", 4, "was never published");
    assertThat(checkers.duplicatesToApp()).isEqualTo(1);
  }

  @Test
  void findsWhatWasChanged() {
    MessageId id = new MessageId(1, 2);
    checkers.published(node(0), id, 5, PAYLOAD, 7);
    checkers.delivered(node(1), delivery(id, 0, 5, PAYLOAD), 7);
    assertThat(checkers.findings().count()).isZero();
    checkers.delivered(node(2), delivery(id, 1, 5, PAYLOAD), 7);
    checkers.delivered(node(3), delivery(id, 0, 6, PAYLOAD), 7);
    checkers.delivered(node(4), delivery(id, 0, 5, new byte[99]), 7);
    byte[] other = PAYLOAD.clone();
    other[99]++;
    checkers.delivered(node(5), delivery(id, 0, 5, other), 7);
    assertFinds("nothing forged", 2, "another publisher's");
    assertFinds("nothing forged", 3, "number 6 instead of 5");
    assertFinds("nothing forged", 4, "other bytes");
    assertFinds("nothing forged", 5, "other bytes");
  }

  @Test
  void adversariesMaySayWhatTheyLikeInTheirOwnNameOnly() {
    adversaries.set(9);
    checkers.learnNames(world.nodes());
    checkers.delivered(node(4), delivery(new MessageId(1, 2), 9, 1, PAYLOAD), 7);
    checkers.delivered(node(9), delivery(new MessageId(1, 3), 0, 1, PAYLOAD), 7);
    assertThat(checkers.findings().count()).isZero();
    checkers.delivered(node(4), delivery(new MessageId(1, 4), 8, 1, PAYLOAD), 7);
    assertFinds("nothing forged", 4, "never published");
  }

  @Test
  void findsWhatIsOutOfOrder() {
    Findings findings = new Findings();
    FifoOrder order = new FifoOrder(findings);
    order.delivered(node(1), delivery(new MessageId(1, 1), 0, 1, PAYLOAD), 7);
    order.delivered(node(1), delivery(new MessageId(1, 3), 0, 3, PAYLOAD), 7);
    order.delivered(node(2), delivery(new MessageId(1, 2), 0, 2, PAYLOAD), 7);
    order.delivered(node(2), delivery(new MessageId(2, 1), 1, 1, PAYLOAD), 7);
    assertThat(findings.count()).isZero();
    order.delivered(node(1), delivery(new MessageId(1, 2), 0, 2, PAYLOAD), 7);
    assertThat(findings.first()).hasSize(1);
    assertThat(findings.first().getFirst().toString()).contains("number 2", "after number 3");
  }

  @Test
  void findsANodeThatKeepsTooMuch() {
    Findings findings = new Findings();
    BoundedMemory memory = new BoundedMemory(findings, EngineConfig.DEFAULT);
    broadcast();
    memory.inspect(network());
    // This checker has not been told of the message that all nodes keep.
    assertThat(findings.first().getFirst().toString()).contains("keeps 1 messages, at most 0");
    assertThat(findings.count()).isEqualTo(NODES);
  }

  @Test
  void findsAStorm() {
    Findings findings = new Findings();
    NoStorm storm = new NoStorm(findings);
    broadcast();
    storm.inspect(network());
    // This checker has not been told of the message that all nodes pass on.
    assertThat(findings.first().getFirst().toString()).contains("payload frames for 0 chunks");
  }

  @Test
  void findsAStormOfControlFrames() {
    Findings findings = new Findings();
    NoStorm storm = new NoStorm(findings);
    storm.inspect(network());
    for (int i = 0; i < 500; i++) {
      node(5).traffic().sent(new byte[] {0x12}, 0);
    }
    storm.inspect(network());
    assertThat(findings.first()).hasSize(1);
    assertThat(findings.first().getFirst().node()).isEqualTo(5);
    assertThat(findings.first().getFirst().toString()).contains("sent 50", "control frames");
  }

  @Test
  void findsANodeOutOfReach() {
    // It lost all its links while the network was cut, and nobody can dial anybody since.
    world.barriers().partition(sides(6), false);
    world.runUntil(world.nowNanos() + 20_000_000_000L);
    world.barriers().heal();
    world.nodes().forEach(node -> world.barriers().forbidDialling(node));
    look();
    assertThat(checkers.findings().count()).isZero();
    world.runUntil(world.nowNanos() + 30_000_000_000L);
    look();
    assertFinds("one graph", 6, "is out of reach since 21.0 s");
  }

  private static byte[] sides(int alone) {
    byte[] sides = new byte[NODES];
    sides[alone] = 1;
    return sides;
  }

  @Test
  void toleratesPartsWhileTheNetworkIsCut() {
    world.barriers().partition(sides(6), false);
    world.runUntil(world.nowNanos() + 20_000_000_000L);
    look();
    assertThat(checkers.findings().count()).isZero();
    assertThat(checkers.isConverged(network())).isFalse();
    checkers.demandConvergence(network());
    assertFinds("one graph", 6, "is out of reach");
  }

  @Test
  void findsWhoeverLacksAMessage() {
    world.barriers().partition(sides(6), false);
    broadcast();
    assertThat(checkers.isConverged(network())).isFalse();
    checkers.demandConvergence(network());
    assertFinds("convergence", 6, "which node 0 published at 1.0 s");
  }
}
