package org.xorcast.sim.dht;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.SecureNodeId;

/**
 * Nodes beside a key, with addresses that BEP 42 allows those ids for: of all addresses some fit
 * any place, and who has enough of them can choose.
 */
final class Sybils {
  /** Of an IPv4 address BEP 42 looks at these bits. */
  private static final int MASK = 0x030f3fff;

  private static final int PORT = 6881;

  private final DhtWorld world;
  private final NodeId key;
  private final int count;

  Sybils(DhtWorld world, NodeId key, int count) {
    this.world = world;
    this.key = key;
    this.count = count;
  }

  List<DhtWorld.Member> place() {
    List<DhtWorld.Member> placed = new ArrayList<>();
    byte[] id = key.toByteArray();
    for (int bits = 0; placed.size() < count && bits < 1 << 20; bits++) {
      // The bits that count are those of the third octet's end and the fourth, then the others.
      int masked = Integer.expand(bits, MASK);
      for (int random = 0; random < 8 && placed.size() < count; random++) {
        id[19] = (byte) (id[19] & ~7 | random);
        Endpoint probe = Endpoint.ofIpv4(masked | 0x50000000, PORT);
        if (SecureNodeId.matches(NodeId.fromBytes(id), probe)) {
          take(masked, id, placed);
        }
      }
    }
    return placed;
  }

  /** All addresses that differ in other bits only are as good, each in a /24 of its own. */
  private void take(int masked, byte[] id, List<DhtWorld.Member> placed) {
    for (int free = 0; free < 64 && placed.size() < count; free++) {
      int ip = masked | 0x50000000 | (free & 15) << 20 | (free >> 4) << 14;
      id[18] = (byte) (id[18] + 1);
      Endpoint endpoint = Endpoint.ofIpv4(ip, PORT);
      if (!world.isTaken(endpoint)) {
        placed.add(world.add(endpoint, NodeId.fromBytes(id)));
      }
    }
  }
}
