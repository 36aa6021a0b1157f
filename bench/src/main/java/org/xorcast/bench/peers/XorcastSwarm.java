package org.xorcast.bench.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.Loops;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;

/** The library as its users get it: signed, encrypted, one UDP socket a node. */
final class XorcastSwarm implements Swarm {
  private static final int JOIN_SECONDS = 120;
  private static final int SETTLE_MILLIS = 2000;

  private final Loops loops = Loops.of(Runtime.getRuntime().availableProcessors());
  private final List<Node> nodes = new ArrayList<>();

  @Override
  public void start(int count, Receiver receiver) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      NodeBuilder builder = Node.builder().network("bench").listen("127.0.0.1:0").loops(loops);
      if (i > 0) {
        builder.bootstrap("127.0.0.1:" + nodes.getFirst().address().port());
      }
      int number = i;
      Node node = builder.start();
      nodes.add(node);
      node.broadcast().onMessage(message -> receiver.arrived(number, message.bytes()));
    }
    for (Node node : nodes) {
      if (!node.awaitJoined(Duration.ofSeconds(JOIN_SECONDS))) {
        throw new IllegalStateException(node + " has not joined in " + JOIN_SECONDS + " s");
      }
    }
    // Tables go on growing for a moment after the join.
    Thread.sleep(SETTLE_MILLIS);
  }

  @Override
  public void publish(int node, byte[] payload) {
    nodes.get(node).broadcast().publish(payload);
  }

  @Override
  public void close() {
    loops.close();
  }
}
