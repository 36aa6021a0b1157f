package org.xorcast.app.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xorcast.Loops;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.Peer;
import org.xorcast.core.id.PeerId;

/** Many nodes in this process, each with a UDP port of its own, all joining through the first. */
final class DemoNetwork implements AutoCloseable {
  private final Loops loops = Loops.of(Math.min(16, Runtime.getRuntime().availableProcessors()));
  private final List<Node> nodes = new ArrayList<>();
  private final String name;

  /**
   * @param name nobody else on this machine should use it
   */
  DemoNetwork(String name) {
    this.name = name;
  }

  /** Starts one more node, whose deliveries go to {@code ledger}. */
  void add(Ledger ledger) {
    NodeBuilder builder = Node.builder().network(name).listen("127.0.0.1:0").loops(loops);
    if (!nodes.isEmpty()) {
      builder.bootstrap("127.0.0.1:" + nodes.getFirst().address().port());
    }
    int number = nodes.size();
    Node node = builder.start();
    nodes.add(node);
    node.broadcast().onMessage(message -> ledger.arrived(number, message));
  }

  List<Node> nodes() {
    return nodes;
  }

  /** The numbers of the nodes that have not joined. */
  List<Integer> notJoined() {
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (!nodes.get(i).isJoined() || (nodes.size() > 1 && nodes.get(i).peers().isEmpty())) {
        missing.add(i);
      }
    }
    return missing;
  }

  /** All links, each counted at both ends. */
  int links() {
    return nodes.stream().mapToInt(node -> node.peers().size()).sum();
  }

  /** How many nodes the first one reaches over links, itself included. */
  int connected() {
    Map<PeerId, Node> byId = new HashMap<>();
    nodes.forEach(node -> byId.put(node.id(), node));
    Set<PeerId> reached = new HashSet<>(Set.of(nodes.getFirst().id()));
    Deque<Node> next = new ArrayDeque<>(List.of(nodes.getFirst()));
    for (Node node = next.poll(); node != null; node = next.poll()) {
      for (Peer peer : node.peers()) {
        Node other = byId.get(peer.id());
        if (other != null && reached.add(peer.id())) {
          next.add(other);
        }
      }
    }
    return reached.size();
  }

  /** All leave at once: one after the other would be a minute of farewells. */
  @Override
  public void close() {
    List<Thread> leaving =
        nodes.stream().map(node -> Thread.ofVirtual().start(node::close)).toList();
    try {
      for (Thread thread : leaving) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.close();
  }
}
