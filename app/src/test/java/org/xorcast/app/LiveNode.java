package org.xorcast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.app.daemon.ControlServer;

/** A node with its control socket in this JVM. */
public record LiveNode(Path dataDir, Node node, ControlServer control) implements AutoCloseable {
  public static LiveNode start(Path dataDir, LiveNode... bootstrap) {
    NodeBuilder builder = Node.builder().dataDir(dataDir).network("test").listen("127.0.0.1:0");
    for (LiveNode other : bootstrap) {
      builder.bootstrap(other.node.address().toString());
    }
    return start(dataDir, builder);
  }

  /** Starts a node with other settings than usual. */
  public static LiveNode start(Path dataDir, NodeBuilder builder) {
    Node node = builder.start();
    try {
      return new LiveNode(dataDir, node, ControlServer.open(dataDir, node, "test"));
    } catch (IOException e) {
      node.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (control) {
      node.close();
    }
  }
}
