package org.xorcast.bench.peers;

import java.util.List;

/**
 * How long each part of a run takes, and how large it is.
 *
 * @param window messages in flight
 */
record Plan(int pacedSeconds, int warmupSeconds, int windowSeconds, int window, int payloadBytes) {
  static final Plan FULL = new Plan(10, 10, 10, 8, 1024);
  static final Plan QUICK = new Plan(3, 3, 3, 8, 1024);

  List<String> arguments(int nodes, int rate) {
    return List.of(
        "nodes=" + nodes,
        "rate=" + rate,
        "pacedSeconds=" + pacedSeconds,
        "warmupSeconds=" + warmupSeconds,
        "windowSeconds=" + windowSeconds,
        "window=" + window,
        "payloadBytes=" + payloadBytes);
  }
}
