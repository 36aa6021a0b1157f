package org.xorcast.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The systems, in the order in which they run. */
enum Contestant {
  OURS("Xorcast: QUIC, signed", 20, 10),
  IROH("iroh 0.35 gossip: QUIC, unsigned", 20, 10),
  LIBP2P("js-libp2p 3.3 gossipsub: TCP, Noise, signed", 3, 1),
  JGROUPS("JGroups 5.5 TCP: full mesh, plain, unsigned", 20, 10);

  private static final int SMALL_NODES = 50;

  private final String description;
  private final int rateSmall;
  private final int rateLarge;

  Contestant(String description, int rateSmall, int rateLarge) {
    this.description = description;
    this.rateSmall = rateSmall;
    this.rateLarge = rateLarge;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** Messages a second that leave the system mostly idle. */
  int pacedRate(int nodes) {
    return nodes <= SMALL_NODES ? rateSmall : rateLarge;
  }

  private boolean isJava() {
    return this == OURS || this == JGROUPS;
  }

  boolean needsNode() {
    return !isJava();
  }

  /**
   * @param scripts the folder of the JavaScript systems
   */
  List<String> command(Path scripts) {
    if (!isJava()) {
      return List.of("node", scripts.resolve(key() + ".mjs").toString());
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
    // All nodes share one heap: a collector of one thread, and room for what they keep for a
    // minute.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms4g", "-Xmn256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), key()));
    return command;
  }
}
