package org.xorcast.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of this process and of all others on the machine.
 *
 * @param othersMicros 0 where the system does not tell
 */
record Usage(long processMicros, long othersMicros) {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final Path STAT = Path.of("/proc/stat");

  /** Linux counts in hundredths of a second. */
  private static final long TICK_MICROS = 10_000;

  /** In the first line: user nice system idle iowait irq softirq; the idle ones do not count. */
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  static Usage now() throws IOException {
    long mine = PROCESS.getProcessCpuTime() / 1000;
    return new Usage(mine, Files.exists(STAT) ? busyMicros() - mine : 0);
  }

  private static long busyMicros() throws IOException {
    String[] fields = Files.readString(STAT).lines().findFirst().orElseThrow().split(" +", -1);
    long ticks = 0;
    for (int field : BUSY) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * TICK_MICROS;
  }

  Usage minus(Usage before) {
    return new Usage(processMicros - before.processMicros, othersMicros - before.othersMicros);
  }
}
