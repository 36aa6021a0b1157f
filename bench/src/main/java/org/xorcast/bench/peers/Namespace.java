package org.xorcast.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a process gets a network of its own in which there is only loopback, so that nobody else is
 * counted.
 *
 * <p>There, datagrams or segments that a sender hands over as one are cut before they are counted,
 * as a network card would do it: otherwise their headers would be counted once for many.
 *
 * @param prefix what to put before a command; empty where the system allows no namespace
 */
record Namespace(List<String> prefix) {
  private static final String SET_UP =
      "ip link set dev lo gso_max_segs 1 && ip link set dev lo up && exec \"$@\"";
  private static final long PATIENCE_SECONDS = 10;

  static Namespace find() throws InterruptedException {
    List<List<String>> ways =
        List.of(
            List.of("unshare", "--net", "sh", "-c", SET_UP, "sh"),
            List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", SET_UP, "sh"));
    for (List<String> way : ways) {
      if (works(way)) {
        return new Namespace(way);
      }
    }
    return new Namespace(List.of());
  }

  private static boolean works(List<String> way) throws InterruptedException {
    List<String> command = new ArrayList<>(way);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isOwn() {
    return !prefix.isEmpty();
  }

  List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>(prefix);
    wrapped.addAll(command);
    return wrapped;
  }
}
