package org.xorcast.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel has counted about a process and its network at one moment.
 *
 * @param atNanos when
 * @param processTicks processor time of the process, in hundredths of a second
 * @param machineTicks processor time of everything on the machine, likewise
 * @param loopbackBytes sent over loopback in the network namespace of the process, with IP headers
 * @param loopbackPackets likewise
 * @param residentBytes memory of the process
 */
record Kernel(
    long atNanos,
    long processTicks,
    long machineTicks,
    long loopbackBytes,
    long loopbackPackets,
    long residentBytes) {
  /** USER_HZ, which is 100 on every Linux that the JDK runs on. */
  static final double TICKS_PER_SECOND = 100;

  private static final int PAGE_BYTES = 4096;

  static Kernel read(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    String stat = Files.readString(process.resolve("stat"));
    // The second field is the program's name, which may contain anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long[] loopback = loopback(process.resolve("net/dev"));
    long pages = Long.parseLong(Files.readString(process.resolve("statm")).split(" ", -1)[1]);
    return new Kernel(
        System.nanoTime(),
        Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
        busyTicks(),
        loopback[0],
        loopback[1],
        pages * PAGE_BYTES);
  }

  private static long busyTicks() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
    String[] fields = lines.getFirst().trim().split(" +", -1);
    long busy = 0;
    // user nice system idle iowait irq softirq; the rest is in them or was never ours.
    for (int i = 1; i <= 7; i++) {
      busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
    }
    return busy;
  }

  private static long[] loopback(Path table) throws IOException {
    for (String line : Files.readAllLines(table)) {
      String trimmed = line.trim();
      if (trimmed.startsWith("lo:")) {
        String[] fields = trimmed.substring(3).trim().split(" +", -1);
        return new long[] {Long.parseLong(fields[8]), Long.parseLong(fields[9])};
      }
    }
    throw new IOException("no loopback in " + table);
  }

  static String loadAverages() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return String.join(" ", fields[0], fields[1], fields[2]);
  }
}
