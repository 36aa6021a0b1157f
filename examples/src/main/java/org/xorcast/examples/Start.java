package org.xorcast.examples;

import java.nio.file.Path;
import java.util.Arrays;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;

/** What all examples begin with: a node, from the words of the command line. */
final class Start {
  private Start() {}

  /**
   * Starts a node of the network "examples".
   *
   * @param dataDir where it keeps its key
   * @param listen {@code host:port}, port 0 for any
   * @param bootstrap addresses of other nodes; none for the first one
   */
  static Node node(Path dataDir, String listen, String... bootstrap) {
    NodeBuilder builder =
        Node.builder().dataDir(dataDir).network("examples").listen(listen).bootstrap(bootstrap);
    Node node = builder.start();
    System.err.println(node);
    return node;
  }

  /** The words from the given one on. */
  static String[] from(int first, String... args) {
    return first >= args.length ? new String[0] : Arrays.copyOfRange(args, first, args.length);
  }

  /** Ends the program with what it wants. */
  static void usage(String words, int wanted, String... args) {
    if (args.length < wanted) {
      System.err.println("usage: examples/run " + words);
      System.exit(2);
    }
  }
}
