package org.xorcast.bench.peers;

import java.util.HashMap;
import java.util.Map;

/** The process of a Java system: {@code Worker SYSTEM name=number...}. */
final class Worker {
  private Worker() {}

  static void main(String[] arguments) throws Exception {
    Map<String, Integer> settings = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      settings.put(parts[0], Integer.valueOf(parts[1]));
    }
    Console console = new Console();
    try (Swarm swarm =
        switch (arguments[0]) {
          case "ours" -> new XorcastSwarm();
          case "jgroups" -> new JGroupsSwarm();
          default -> throw new IllegalArgumentException("no system " + arguments[0]);
        }) {
      new Workload(settings, console).run(swarm);
      // Some systems take long to leave, and the figures are complete.
      Runtime.getRuntime().halt(0);
    }
  }
}
