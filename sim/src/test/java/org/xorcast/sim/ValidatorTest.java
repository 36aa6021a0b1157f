package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.Rng;

/** Nothing goes further than the first who does not want it. */
class ValidatorTest implements World.Observer {
  private static final int NODES = 60;
  private static final long LIMIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final byte GOOD = 1;
  private static final byte BAD = 2;
  private static final byte DULL = 3;
  private static final byte HARD = 4;

  private final Map<Byte, Integer> delivered = new LinkedHashMap<>();
  private final World world = new World(1, EngineConfig.DEFAULT, LinkModel.DEFAULT, this);

  ValidatorTest() {
    for (int i = 0; i < NODES; i++) {
      world.start(world.addNode("judged"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(7));
    world.nodes().forEach(node -> world.judge(node, LIMIT_NANOS));
    run(3);
  }

  private void run(int seconds) {
    world.runUntil(world.nowNanos() + Duration.ofSeconds(seconds).toNanos());
  }

  private void publish(int publisher, byte kind, int bytes) {
    byte[] payload = new byte[bytes];
    payload[0] = kind;
    world.publish(world.nodes().get(publisher), payload);
  }

  @Override
  public void validate(SimNode node, long ticket, Delivery delivery, long nowNanos) {
    Judgement judgement =
        switch (delivery.toByteArray()[0]) {
          case GOOD -> Judgement.ACCEPT;
          case BAD -> Judgement.REJECT;
          default -> Judgement.IGNORE;
        };
    if (delivery.toByteArray()[0] != HARD) {
      world.judged(node, ticket, judgement, 30_000_000);
    }
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    delivered.merge(delivery.toByteArray()[0], 1, Integer::sum);
  }

  private int delivered(byte kind) {
    return delivered.getOrDefault(kind, 0);
  }

  private long counted(Counter counter) {
    return world.nodes().stream().mapToLong(node -> node.engine().counters().get(counter)).sum();
  }

  private long forwarded(int publisher) {
    return world.nodes().stream()
        .filter(node -> node.index() != publisher)
        .mapToLong(node -> node.traffic().payloadFramesSent())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300_000})
  void whatIsAcceptedReachesEverybodyOnce(int bytes) {
    publish(1, GOOD, bytes);
    publish(1, GOOD, bytes);
    run(20);
    assertThat(delivered(GOOD)).isEqualTo(2 * NODES);
    assertThat(counted(Counter.IGNORED) + counted(Counter.REJECTED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(bytes = {BAD, DULL, HARD})
  void whatIsNotAcceptedGoesNoFurtherThanThePublishersNeighbours(byte kind) {
    publish(1, kind, 100);
    run(20);
    assertThat(delivered(kind)).isEqualTo(1);
    assertThat(forwarded(1)).isZero();
    Counter counter = kind == BAD ? Counter.REJECTED : Counter.IGNORED;
    assertThat(counted(counter)).isPositive();
    assertThat(counted(Counter.NOT_JUDGED) > 0).isEqualTo(kind == HARD);
  }

  /** Those who never hear of it wait for it as for any message that is missing. */
  @Test
  void whatIsNotAcceptedHoldsUpNobodyButItsPublisherAndThatNotForLong() {
    publish(1, DULL, 100);
    publish(1, GOOD, 100);
    publish(2, GOOD, 100);
    run(5);
    assertThat(delivered(GOOD)).isBetween(NODES + 2, 2 * NODES);
    run(20);
    assertThat(delivered(GOOD)).isEqualTo(2 * NODES);
  }

  @Test
  void aPublisherIsMuteAfterThreeThatWereRejected() {
    for (int i = 0; i < 6; i++) {
      publish(1, BAD, 100);
      run(3);
    }
    assertThat(counted(Counter.MUTED)).isPositive();
    publish(2, GOOD, 100);
    run(10);
    assertThat(delivered(GOOD)).isEqualTo(NODES);
  }
}
