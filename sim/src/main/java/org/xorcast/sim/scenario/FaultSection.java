package org.xorcast.sim.scenario;

import java.util.List;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.fault.Fault;

/** Reads one {@code [[faults]]} of a scenario file. */
final class FaultSection {
  private static final double SECONDS_MAX = 3600;

  private FaultSection() {}

  static Fault read(Section section) {
    String kind = section.word("kind", null, List.of("crash"));
    Fault fault =
        switch (kind) {
          case "crash" -> new Crash(section.share("share", 0.1), seconds(section, "atSeconds", 0));
          default -> throw new IllegalStateException(kind);
        };
    section.finish();
    return fault;
  }

  private static long seconds(Section section, String key, double otherwise) {
    return section.scaled(key, otherwise, SECONDS_MAX, ScenarioFile.SECOND);
  }
}
