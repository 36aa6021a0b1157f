package org.xorcast.sim.scenario;

import java.util.List;
import org.xorcast.sim.fault.Churn;
import org.xorcast.sim.fault.Clog;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.fault.Flap;
import org.xorcast.sim.fault.LinkResets;
import org.xorcast.sim.fault.Partition;
import org.xorcast.sim.fault.Restart;

/** Reads one {@code [[faults]]} of a scenario file. Times count from the first message. */
final class FaultSection {
  private static final List<String> KINDS =
      List.of("crash", "restart", "resets", "flap", "partition", "churn", "clog");

  private static final double SECONDS_MAX = 3600;

  private final Section section;

  private FaultSection(Section section) {
    this.section = section;
  }

  static Fault read(Section section) {
    Fault fault = new FaultSection(section).fault();
    section.finish();
    return fault;
  }

  private Fault fault() {
    String kind = section.word("kind", null, KINDS);
    return switch (kind) {
      case "crash" -> new Crash(share(), at());
      case "restart" -> new Restart(share(), at(), duration("downSeconds", 5));
      case "resets" ->
          new LinkResets(section.number("perSecond", 10, 0.001, 100_000), at(), lasting(10));
      case "flap" ->
          new Flap(
              share(), at(), lasting(30), duration("upSeconds", 5), duration("downSeconds", 5));
      case "partition" ->
          new Partition(
              section.share("share", 0.5), at(), lasting(30), section.flag("oneWay", false));
      case "churn" ->
          new Churn(
              duration("medianSeconds", 600),
              duration("forSeconds", 60),
              section.number("polite", 0.5, 0, 1));
      case "clog" -> new Clog(share(), at(), lasting(10));
      default -> throw new IllegalStateException(kind);
    };
  }

  private double share() {
    return section.share("share", 0.1);
  }

  private long at() {
    return section.scaled("atSeconds", 0, SECONDS_MAX, ScenarioFile.SECOND);
  }

  private long lasting(double otherwise) {
    return duration("forSeconds", otherwise);
  }

  private long duration(String key, double otherwise) {
    long nanos = section.scaled(key, otherwise, SECONDS_MAX, ScenarioFile.SECOND);
    if (nanos == 0) {
      throw section.error(key, "is 0, but must be above 0 and at most 3600");
    }
    return nanos;
  }
}
