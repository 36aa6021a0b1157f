package org.xorcast.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.xorcast.app.Json;
import org.xorcast.app.Sizes;

/**
 * What a run delivered and what it cost.
 *
 * @param copiesMessages payload bytes received over payload bytes, for each receiving node
 * @param wireMessages bytes sent, with all headers, over payload bytes delivered
 * @param duplicates deliveries to subscriptions beyond one each, or of something nobody sent
 * @param failures exceptions caught inside nodes
 */
record DemoReport(
    DemoRun run,
    Ledger.Outcome messages,
    Ledger.Outcome file,
    double copiesMessages,
    double copiesFile,
    double copiesAll,
    double wireMessages,
    double wireFile,
    long duplicates,
    long failures,
    double joinMillis) {

  static DemoReport of(
      DemoRun run, Ledger ledger, Totals forMessages, Totals forFile, double joinMillis) {
    int count = run.messageCount();
    Ledger.Outcome messages = ledger.outcome(0, count);
    Ledger.Outcome file = ledger.outcome(count, count + 1);
    double receivers = run.nodeCount() - 1;
    double messageBytes = ledger.bytesSent(0, count) * receivers;
    double fileBytes = ledger.bytesSent(count, count + 1) * receivers;
    return new DemoReport(
        run,
        messages,
        file,
        forMessages.payloadReceived() / messageBytes,
        forFile.payloadReceived() / fileBytes,
        (forMessages.payloadReceived() + forFile.payloadReceived()) / (messageBytes + fileBytes),
        forMessages.wireBytesOut() / messageBytes,
        forFile.wireBytesOut() / fileBytes,
        messages.surplus() + file.surplus() + ledger.strangers(),
        forMessages.failures() + forFile.failures(),
        joinMillis);
  }

  private long wanted() {
    return (run.messageCount() + 1L) * run.nodeCount();
  }

  private long delivered() {
    return messages.delivered() + file.delivered();
  }

  /** Everything, to everybody, once, with the right content. */
  boolean isPerfect() {
    return delivered() == wanted() && duplicates == 0;
  }

  String table() {
    StringBuilder table = new StringBuilder();
    row(table, "", run.messageCount() + " messages", "file of " + Sizes.text(run.fileBytes()));
    row(table, "delivered to", nodes(messages), nodes(file));
    row(table, "exactly once", once(messages), once(file));
    row(table, "payload copies per node", figure(copiesMessages), figure(copiesFile));
    row(table, "last hop", "" + messages.lastHop(), "" + file.lastHop());
    row(table, "p50", millis(messages, 0.5), millis(file, 0.5));
    row(table, "p99", millis(messages, 0.99), millis(file, 0.99));
    row(table, "slowest delivery", millis(messages, 1), millis(file, 1));
    row(table, "wire bytes per payload byte", figure(wireMessages), figure(wireFile));
    table.append(
        String.format(
            Locale.ROOT,
            "%nall %d nodes joined in %.1f s; payload copies per node over all: %.3f; seed %d",
            run.nodeCount(),
            joinMillis / 1e3,
            copiesAll,
            run.seed()));
    if (failures > 0) {
      table.append("; exceptions inside nodes: ").append(failures).append(" (-v shows them)");
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String name, String left, String right) {
    table.append(String.format(Locale.ROOT, "%-28s %16s %18s%n", name, left, right));
  }

  private String nodes(Ledger.Outcome outcome) {
    return outcome.worst() + "/" + run.nodeCount();
  }

  private static String once(Ledger.Outcome outcome) {
    return outcome.surplus() == 0 ? "yes" : "no, " + outcome.surplus() + " too many";
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String millis(Ledger.Outcome outcome, double share) {
    return String.format(Locale.ROOT, "%.1f ms", outcome.percentile(share));
  }

  ObjectNode json() {
    return Json.object()
        .put("nodes", run.nodeCount())
        .put("messages", run.messageCount() + 1)
        .put("fileBytes", run.fileBytes())
        .put("seed", run.seed())
        .put("deliveredRatio", (double) delivered() / wanted())
        .put("duplicatesToApp", duplicates)
        .put("exactlyOnce", isPerfect())
        .put("copiesPerNode", Json.rounded(copiesAll))
        .put("copiesPerNodeMessages", Json.rounded(copiesMessages))
        .put("copiesPerNodeFile", Json.rounded(copiesFile))
        .put("lastHopMax", Math.max(messages.lastHop(), file.lastHop()))
        .put("p50Millis", Json.rounded(messages.percentile(0.5)))
        .put("p99Millis", Json.rounded(messages.percentile(0.99)))
        .put("slowestMillis", Json.rounded(messages.percentile(1)))
        .put("p50MillisFile", Json.rounded(file.percentile(0.5)))
        .put("p99MillisFile", Json.rounded(file.percentile(0.99)))
        .put("slowestMillisFile", Json.rounded(file.percentile(1)))
        .put("wireBytesPerPayloadByte", Json.rounded(wireFile))
        .put("wireBytesPerPayloadByteMessages", Json.rounded(wireMessages))
        .put("joinMillis", Json.rounded(joinMillis))
        .put("failures", failures);
  }
}
