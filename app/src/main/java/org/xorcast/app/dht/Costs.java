package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.core.dht.DhtResult;

/** What all results have in common: where something is stored, and what it has cost. */
final class Costs {
  private static final double NANOS_PER_MILLI = 1e6;

  private Costs() {}

  static ObjectNode put(DhtResult.Cost cost, ObjectNode json) {
    return json.put("queries", cost.queries())
        .put("answers", cost.answers())
        .put("millis", Json.rounded(cost.nanos() / NANOS_PER_MILLI));
  }

  /** Prints where something was stored; fails if nowhere. */
  static void printStored(Output output, DhtResult.Stored stored, ObjectNode head) {
    if (stored.count() == 0) {
      String why =
          stored.outcomes().isEmpty()
              ? "no node that can store things was found"
              : stored.outcomes().stream()
                  .map(o -> o.code() > 0 ? o.code() + " " + o.message() : o.message())
                  .distinct()
                  .collect(Collectors.joining(", "));
      throw new CommandException(ExitCode.UNREACHABLE, "stored nowhere: " + why);
    }
    output.result(
        () -> {
          head.put("target", stored.target().toString()).put("stored", stored.count());
          ArrayNode nodes = head.putArray("nodes");
          for (DhtResult.Outcome outcome : stored.outcomes()) {
            ObjectNode node = nodes.addObject();
            node.put("node", outcome.node().nodeId().toString());
            node.put("address", outcome.node().endpoint().toString());
            node.put("code", outcome.code());
            node.put("message", outcome.message());
          }
          return put(stored.cost(), head);
        },
        () -> stored.target() + "  stored on " + stored.count() + " nodes" + refusals(stored));
  }

  private static String refusals(DhtResult.Stored stored) {
    List<String> refused =
        stored.outcomes().stream()
            .filter(outcome -> outcome.code() > 0)
            .map(outcome -> outcome.code() + " " + outcome.message())
            .distinct()
            .toList();
    return refused.isEmpty() ? "" : "; others refused: " + String.join(", ", refused);
  }
}
