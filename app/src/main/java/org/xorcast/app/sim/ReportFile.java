package org.xorcast.app.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.sim.report.Comparison;
import org.xorcast.sim.report.Contender;
import org.xorcast.sim.report.Figures;
import org.xorcast.sim.report.Page;
import org.xorcast.sim.report.Point;
import org.xorcast.sim.run.Tally;
import org.xorcast.sim.scenario.Scenario;

/** Turns what several protocols came to in one scenario into a page. */
final class ReportFile {
  /** Points of a delivery curve below 99 %, and as many again for each tenth of the rest. */
  private static final int POINTS = 100;

  private static final double LAST_SHARE = 1e-5;

  private ReportFile() {}

  /**
   * @param text of the scenario: the file, or the options that stand for it
   */
  static void write(
      Path file, List<Totals> protocols, SeedRange seeds, String command, String text) {
    Scenario scenario = protocols.getFirst().scenario();
    Comparison comparison =
        new Comparison(
            scenario.name(),
            about(text),
            facts(scenario),
            seeds.first() + ".." + seeds.last(),
            command,
            text,
            protocols.stream()
                .sorted(Comparator.comparing(totals -> totals.scenario().protocol()))
                .map(ReportFile::contender)
                .toList());
    try {
      Files.writeString(file, Page.of(comparison));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE, "the report cannot be written to " + file + ": " + e.getMessage(), e);
    }
  }

  /** What the scenario file says about itself: the comment at its beginning. */
  private static String about(String text) {
    List<String> comment =
        text.lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.substring(1))
            .toList();
    return String.join(" ", comment).replaceAll("\\s+", " ").strip();
  }

  private static List<String> facts(Scenario scenario) {
    List<String> facts = new ArrayList<>();
    facts.add(String.format(Locale.ROOT, "%,d nodes", scenario.nodes()));
    facts.add(
        scenario.traffic().messages()
            + (scenario.traffic().messages() == 1 ? " message of " : " messages of ")
            + String.format(Locale.ROOT, "%,d bytes", scenario.traffic().payloadBytes()));
    int first = scenario.measure().first();
    if (first > 0 && first < scenario.traffic().messages()) {
      facts.add(first == 1 ? "figures of the first message" : "figures of the first " + first);
    }
    return facts;
  }

  private static Contender contender(Totals totals) {
    Tally tally = totals.main();
    Figures figures =
        new Figures(
            tally.deliveredMean(),
            tally.deliveredWorst(),
            tally.copiesPerNode(),
            tally.payloadSendsPerNode(),
            tally.controlPerNode(),
            tally.lastHopMean(),
            tally.percentileMillis(0.5),
            tally.percentileMillis(0.99),
            tally.percentileMillis(1));
    return new Contender(
        totals.scenario().protocol().cliName(),
        figures,
        deliveryCurve(tally),
        totals.shape().hopShares(),
        totals.shape().nodeSends(),
        totals.shape().messageP99(),
        totals.traceHash());
  }

  /** Denser towards the end, where the tail is. */
  private static List<Point> deliveryCurve(Tally tally) {
    List<Point> curve = new ArrayList<>();
    double missing = 1;
    for (double decade = 1; decade > LAST_SHARE; decade /= 10) {
      for (int i = 1; i <= POINTS; i++) {
        missing = decade * (1 - 0.9 * i / POINTS);
        curve.add(at(tally, 1 - missing));
      }
    }
    curve.add(at(tally, 1));
    return curve;
  }

  private static Point at(Tally tally, double share) {
    return new Point(tally.percentileMillis(share), share * tally.deliveredMean());
  }
}
