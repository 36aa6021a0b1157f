package org.xorcast.app.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.xorcast.app.Json;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Tally;
import org.xorcast.sim.scenario.Scenario;

/** Figures as rows of a table and as JSON. */
final class FiguresFormat {
  static final String HEADER =
      "     seed   nodes    live  delivered    worst  dupl  copies   sends  control  hops  max"
          + "      p50      p99      max  seconds  trace";

  private FiguresFormat() {}

  static String row(Outcome outcome, double wallSeconds) {
    return row(
        Long.toString(outcome.seed()),
        outcome.nodes(),
        outcome.liveNodes(),
        outcome.duplicatesToApp(),
        outcome.main(),
        wallSeconds,
        outcome.traceHash());
  }

  /** The last row: all seeds together. */
  static String row(Totals totals) {
    return row("all", totals);
  }

  /** All seeds of one protocol among several. */
  static String protocolRow(Totals totals) {
    return row(totals.scenario().protocol().cliName(), totals);
  }

  private static String row(String what, Totals totals) {
    return row(
        what,
        totals.scenario().nodes(),
        totals.liveNodes(),
        totals.duplicatesToApp(),
        totals.main(),
        totals.wallSeconds(),
        totals.traceHash());
  }

  /** The later messages of all seeds, below {@link #row(Totals)}. */
  static String laterRow(Totals totals, Tally later) {
    return row(
        "from " + totals.scenario().measure().later(),
        totals.scenario().nodes(),
        totals.liveNodes(),
        totals.duplicatesToApp(),
        later,
        totals.wallSeconds(),
        totals.traceHash());
  }

  private static String row(
      String what,
      int nodes,
      int live,
      long duplicates,
      Tally tally,
      double wallSeconds,
      String hash) {
    return String.format(
        Locale.ROOT,
        "%9s %7d %7d %10s %8s %5d %7.3f %7.3f %8.2f %5.1f %4d %8s %8s %8s %8.1f  %s",
        what,
        nodes,
        live,
        percent(tally.deliveredMean()),
        percent(tally.deliveredWorst()),
        duplicates,
        tally.copiesPerNode(),
        tally.payloadSendsPerNode(),
        tally.controlPerNode(),
        tally.lastHopMean(),
        tally.lastHopMax(),
        millis(tally.percentileMillis(0.5)),
        millis(tally.percentileMillis(0.99)),
        millis(tally.percentileMillis(1)),
        wallSeconds,
        hash.substring(0, Math.min(12, hash.length())));
  }

  /** Never rounds up to 100: that would hide a loss. */
  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f %%", Math.floor(share * 100_000) / 1000);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.0f ms", millis);
  }

  static ObjectNode json(Outcome outcome, Scenario scenario, double wallSeconds) {
    Tally tally = outcome.main();
    ObjectNode json = Json.object();
    json.put("nodes", outcome.nodes())
        .put("liveNodes", outcome.liveNodes())
        .put("seed", outcome.seed())
        .put("messages", scenario.traffic().messages())
        .put("deliveredRatio", tally.deliveredMean())
        .put("deliveredWorst", tally.deliveredWorst())
        .put("duplicatesToApp", outcome.duplicatesToApp())
        .put("copiesPerNode", Json.rounded(tally.copiesPerNode()))
        .put("payloadSendsPerNode", Json.rounded(tally.payloadSendsPerNode()))
        .put("controlPerNode", Json.rounded(tally.controlPerNode()))
        .put("lastHopMean", Json.rounded(tally.lastHopMean()))
        .put("lastHopMax", tally.lastHopMax())
        .put("p50Millis", tally.percentileMillis(0.5))
        .put("p99Millis", tally.percentileMillis(0.99))
        .put("maxMillis", tally.percentileMillis(1))
        .put("traceHash", outcome.traceHash())
        .put("wallSeconds", Json.rounded(wallSeconds));
    if (outcome.census() != null) {
      json.set("nats", CensusFormat.json(outcome.census()));
    }
    ArrayNode violations = json.putArray("violations");
    outcome.violations().forEach(violation -> violations.add(violation.toString()));
    return json;
  }

  /** The one object over all seeds. */
  static ObjectNode json(Totals totals) {
    Scenario scenario = totals.scenario();
    ObjectNode json =
        Json.object()
            .put("scenario", scenario.name())
            .put("nodes", scenario.nodes())
            .put("seeds", totals.seeds());
    putFigures(json, totals.main());
    json.put("traceHash", totals.traceHash())
        .put("wallSeconds", Json.rounded(totals.wallSeconds()))
        .put("heapMegabytes", totals.heapMegabytes())
        .put("maxMillis", totals.main().percentileMillis(1))
        .put("protocol", scenario.protocol().cliName());
    if (totals.census() != null) {
      json.set("nats", CensusFormat.json(totals.census()));
    }
    Tally later = totals.later();
    if (later != null) {
      ObjectNode object = Json.object().put("from", scenario.measure().later());
      putFigures(object, later);
      json.set("later", object.put("maxMillis", later.percentileMillis(1)));
    }
    return json;
  }

  private static void putFigures(ObjectNode json, Tally tally) {
    json.put("deliveredMean", tally.deliveredMean())
        .put("deliveredWorst", tally.deliveredWorst())
        .put("copiesPerNode", Json.rounded(tally.copiesPerNode()))
        .put("payloadSendsPerNode", Json.rounded(tally.payloadSendsPerNode()))
        .put("controlPerNode", Json.rounded(tally.controlPerNode()))
        .put("lastHopMean", Json.rounded(tally.lastHopMean()))
        .put("p50Millis", tally.percentileMillis(0.5))
        .put("p99Millis", tally.percentileMillis(0.99));
  }
}
