package org.xorcast.core.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

class LookupTest {
  private record Known(NodeId nodeId, PeerRecord record) implements Contact {}

  private final Map<PeerId, RoutingTable<Known>> network = new LinkedHashMap<>();
  private final List<Known> everybody = new ArrayList<>();
  private final Rng rng = new Rng(5);

  private void build(int size) {
    for (int i = 0; i < size; i++) {
      PeerRecord record = PeerRecordCodec.sign(TestKeys.identity(i), 1, List.of());
      everybody.add(new Known(NodeId.of(record.peer()), record));
    }
    for (Known node : everybody) {
      RoutingTable<Known> table = new RoutingTable<>(node.nodeId, 8);
      for (int i = 0; i < 4 * size; i++) {
        table.add(everybody.get(rng.nextInt(size)));
      }
      network.put(node.record.peer(), table);
    }
  }

  private List<PeerRecord> closest(NodeId target, int count) {
    List<Known> sorted = new ArrayList<>(everybody);
    sorted.sort((a, b) -> target.compareDistance(a.nodeId, b.nodeId));
    return sorted.subList(0, count).stream().map(Known::record).toList();
  }

  private int run(Lookup lookup, List<PeerId> dead) {
    int asked = 0;
    while (!lookup.isDone()) {
      PeerRecord next = Objects.requireNonNull(lookup.next(), "not done, but nobody to ask");
      asked++;
      if (dead.contains(next.peer())) {
        lookup.failed(next.peer());
      } else {
        List<PeerRecord> answer = new ArrayList<>();
        Objects.requireNonNull(network.get(next.peer()))
            .closest(lookup.target(), 8)
            .forEach(known -> answer.add(known.record()));
        lookup.answered(next.peer(), answer);
      }
    }
    return asked;
  }

  @Test
  void findsTheClosestOfAThousand() {
    build(1000);
    for (int i = 0; i < 20; i++) {
      Lookup lookup = new Lookup(rng.nextNodeId(), 8, 3);
      lookup.add(everybody.get(rng.nextInt(1000)).record);
      int asked = run(lookup, List.of());
      assertThat(lookup.result()).containsExactlyElementsOf(closest(lookup.target(), 8));
      assertThat(asked).isLessThan(60);
    }
  }

  @Test
  void walksAroundDeadPeers() {
    build(300);
    NodeId target = rng.nextNodeId();
    List<PeerRecord> best = closest(target, 4);
    List<PeerId> dead = List.of(best.get(0).peer(), best.get(2).peer());
    Lookup lookup = new Lookup(target, 4, 3);
    lookup.add(everybody.getFirst().record);
    run(lookup, dead);
    assertThat(lookup.result()).hasSize(4).contains(best.get(1), best.get(3));
    assertThat(lookup.result()).noneMatch(record -> dead.contains(record.peer()));
  }

  @Test
  void asksNoMoreThanAllowedAtATime() {
    build(50);
    Lookup lookup = new Lookup(rng.nextNodeId(), 8, 3);
    everybody.forEach(known -> lookup.add(known.record));
    List<PeerRecord> first = new ArrayList<>();
    for (PeerRecord next = lookup.next(); next != null; next = lookup.next()) {
      first.add(next);
    }
    assertThat(first).hasSize(3);
    assertThat(lookup.isWaitingFor(first.getFirst().peer())).isTrue();
    lookup.failed(first.getFirst().peer());
    assertThat(lookup.next()).isNotNull();
    assertThat(lookup.next()).isNull();
  }

  @Test
  void isDoneAtOnceWithNobodyToAsk() {
    assertThat(new Lookup(rng.nextNodeId(), 8, 3).isDone()).isTrue();
  }
}
