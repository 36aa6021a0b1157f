package org.xorcast.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The default gateway in what the systems print of their routing tables. */
final class RouteTables {
  private static final int OUTPUT_MAX_BYTES = 1 << 18;
  private static final int RUN_MAX_MILLIS = 2000;
  private static final int FLAG_GATEWAY = 2;
  private static final String HEX = "[0-9A-Fa-f]{1,8}";
  private static final String ANY = "00000000";

  private RouteTables() {}

  /** {@code /proc/net/route}: the gateway of the default route with the least metric. */
  static Optional<InetAddress> linux(String table) {
    InetAddress best = null;
    long bestMetric = Long.MAX_VALUE;
    for (String line : table.split("\n", -1)) {
      // Iface Destination Gateway Flags RefCnt Use Metric Mask ...
      String[] words = line.strip().split("\\s+", -1);
      if (words.length < 8 || !words[1].equals(ANY) || !words[7].equals(ANY)) {
        continue;
      }
      if (!words[6].matches("[0-9]{1,9}") || !words[3].matches(HEX) || !words[2].matches(HEX)) {
        continue;
      }
      long metric = Long.parseLong(words[6]);
      boolean routed = (Integer.parseUnsignedInt(words[3], 16) & FLAG_GATEWAY) != 0;
      if (routed && metric < bestMetric) {
        best = littleEndian(Integer.parseUnsignedInt(words[2], 16));
        bestMetric = metric;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Every machine that Java 25 runs Linux on, s390x aside, has the low byte first. */
  private static InetAddress littleEndian(int word) {
    byte[] ip = {
      (byte) word, (byte) (word >>> 8), (byte) (word >>> 16), (byte) (word >>> 24),
    };
    try {
      return InetAddress.getByAddress(ip);
    } catch (IOException e) {
      throw new IllegalStateException("4 bytes are an address", e);
    }
  }

  /**
   * {@code netstat -rn} of macOS and the BSDs: the first default route, which is the one in use.
   */
  static Optional<InetAddress> netstat(String table) {
    for (String line : table.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && (words[0].equals("default") || words[0].equals("0.0.0.0"))) {
        InetAddress gateway = ipv4(words[1]);
        if (gateway != null) {
          return Optional.of(gateway);
        }
      }
    }
    return Optional.empty();
  }

  /** {@code route print -4} of Windows: the default route with the least metric. */
  static Optional<InetAddress> windows(String table) {
    InetAddress best = null;
    int bestMetric = Integer.MAX_VALUE;
    for (String line : table.split("\n", -1)) {
      // destination, mask, gateway or "On-link", interface, metric or "Default" (a persistent
      // route)
      String[] words = line.strip().split("\\s+", -1);
      if (words.length == 5 && words[0].equals("0.0.0.0") && words[1].equals("0.0.0.0")) {
        InetAddress gateway = ipv4(words[2]);
        if (gateway != null && words[4].matches("[0-9]{1,9}")) {
          int metric = Integer.parseInt(words[4]);
          if (metric < bestMetric) {
            best = gateway;
            bestMetric = metric;
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static @Nullable InetAddress ipv4(String word) {
    try {
      InetAddress address = InetAddress.ofLiteral(word);
      return address instanceof Inet4Address && !address.isAnyLocalAddress() ? address : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What a command prints, at most 256 KiB of it. */
  static String run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process
        .onExit()
        .orTimeout(RUN_MAX_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(late -> {
          process.destroyForcibly();
          return process;
        });
    try (InputStream output = process.getInputStream()) {
      return new String(output.readNBytes(OUTPUT_MAX_BYTES), StandardCharsets.ISO_8859_1);
    } finally {
      process.destroy();
    }
  }
}
