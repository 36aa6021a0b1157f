package org.xorcast.app.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.xorcast.app.Json;
import org.xorcast.sim.Report;

/** A report as a row of a table and as JSON. */
final class ReportFormat {
  static final String HEADER =
      "    seed   nodes    live  delivered    worst  dupl  copies   sends  control  hops  max"
          + "      p50      p99      max  seconds  trace";

  private ReportFormat() {}

  static String row(Report r, double wallSeconds) {
    return String.format(
        Locale.ROOT,
        "%8d %7d %7d %10s %8s %5d %7.3f %7.3f %8.2f %5.1f %4d %8s %8s %8s %8.1f  %s",
        r.seed(),
        r.nodes(),
        r.liveNodes(),
        percent(r.deliveredRatio()),
        percent(r.deliveredWorst()),
        r.duplicatesToApp(),
        r.copiesPerNode(),
        r.payloadSendsPerNode(),
        r.controlPerNode(),
        r.lastHopMean(),
        r.lastHopMax(),
        millis(r.p50Millis()),
        millis(r.p99Millis()),
        millis(r.maxMillis()),
        wallSeconds,
        r.traceHash().substring(0, Math.min(12, r.traceHash().length())));
  }

  /** Never rounds up to 100: that would hide a loss. */
  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f %%", Math.floor(share * 100_000) / 1000);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.0f ms", millis);
  }

  static ObjectNode json(Report r, double wallSeconds) {
    return Json.object()
        .put("nodes", r.nodes())
        .put("liveNodes", r.liveNodes())
        .put("seed", r.seed())
        .put("messages", r.messages())
        .put("deliveredRatio", r.deliveredRatio())
        .put("deliveredWorst", r.deliveredWorst())
        .put("duplicatesToApp", r.duplicatesToApp())
        .put("copiesPerNode", Json.rounded(r.copiesPerNode()))
        .put("payloadSendsPerNode", Json.rounded(r.payloadSendsPerNode()))
        .put("controlPerNode", Json.rounded(r.controlPerNode()))
        .put("lastHopMean", Json.rounded(r.lastHopMean()))
        .put("lastHopMax", r.lastHopMax())
        .put("p50Millis", Json.rounded(r.p50Millis()))
        .put("p99Millis", Json.rounded(r.p99Millis()))
        .put("maxMillis", Json.rounded(r.maxMillis()))
        .put("traceHash", r.traceHash())
        .put("wallSeconds", Json.rounded(wallSeconds));
  }
}
