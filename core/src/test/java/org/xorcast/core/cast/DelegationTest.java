package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.TestNeighbours;

class DelegationTest {
  private final Rng rng = new Rng(8);
  private final NodeId self = rng.nextNodeId();

  private RoutingTable<Neighbour> table(int count) {
    RoutingTable<Neighbour> table = new RoutingTable<>(self, 20);
    for (int i = 1; i <= count; i++) {
      table.add(TestNeighbours.of(self, i, Endpoint.ofIpv4(i, 1)));
    }
    return table;
  }

  /** Who would get a message that {@code height} is delegated for to {@code delegate}. */
  private static boolean isCovered(NodeId delegate, int height, NodeId id) {
    return delegate.equals(id) || delegate.bucketIndex(id) < height;
  }

  @Test
  void everyIdOfTheSpaceIsCoveredByExactlyOnePartThatKnowsSomebodyThere() {
    RoutingTable<Neighbour> table = table(300);
    for (int split = 0; split <= 3; split++) {
      List<Delegation.Part> parts = Delegation.parts(table, 0, Delegation.HEIGHT_MAX, split);
      for (Neighbour neighbour : table.all()) {
        assertThat(parts)
            .filteredOn(part ->
                isCovered(part.members().getFirst().nodeId(), part.height(), neighbour.nodeId()))
            .as("split %s", split)
            .hasSize(1);
      }
      for (int i = 0; i < 200; i++) {
        NodeId anybody = rng.nextNodeId();
        assertThat(parts)
            .filteredOn(
                part -> isCovered(part.members().getFirst().nodeId(), part.height(), anybody))
            .as("split %s", split)
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void membersOfAPartAreInterchangeable() {
    for (Delegation.Part part : Delegation.parts(table(300), 0, Delegation.HEIGHT_MAX, 2)) {
      List<Neighbour> members = new ArrayList<>(part.members());
      for (Neighbour a : members) {
        assertThat(part.height()).isLessThanOrEqualTo(self.bucketIndex(a.nodeId()));
        for (Neighbour b : members) {
          assertThat(isCovered(a.nodeId(), part.height(), b.nodeId())).isTrue();
        }
      }
    }
  }

  @Test
  void theLargestSubtreeComesFirst() {
    List<Delegation.Part> parts = Delegation.parts(table(300), 0, Delegation.HEIGHT_MAX, 2);
    for (int i = 1; i < parts.size(); i++) {
      assertThat(parts.get(i).bucket()).isLessThanOrEqualTo(parts.get(i - 1).bucket());
    }
  }

  @Test
  void aHeightLimitsTheBuckets() {
    assertThat(Delegation.parts(table(300), 0, 158, 2)).allMatch(part -> part.bucket() < 158);
    assertThat(Delegation.parts(table(300), 158, 160, 2)).allMatch(part -> part.bucket() >= 158);
    assertThat(Delegation.parts(table(300), 0, 0, 2)).isEmpty();
  }
}
