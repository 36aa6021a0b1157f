package org.xorcast.app.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.xorcast.app.Json;
import org.xorcast.sim.nat.Census;
import org.xorcast.sim.nat.NatKind;
import org.xorcast.sim.nat.Rung;

/** How nodes behind NATs are connected, as a table and as JSON. */
final class CensusFormat {
  private CensusFormat() {}

  /** The table's lines: a row for each kind of NAT, and one for all. */
  static List<String> table(Census census) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("                       links    of its links              of the payload it sent");
    lines.add("behind          nodes  a node   direct punched relayed   direct punched relayed");
    for (NatKind kind : census.kinds()) {
      lines.add(
          row(
              kind.label(),
              census.nodes(kind),
              String.format(Locale.ROOT, "%.1f", census.linksPerNode(kind)),
              rung -> census.linkShare(kind, rung),
              rung -> census.payloadShare(kind, rung)));
    }
    lines.add(row("all", census.nodes(), "", census::linkShare, census::payloadShare));
    lines.add(
        String.format(
            Locale.ROOT,
            "From everybody %.3f %% of all others are reached over links.",
            Math.floor(census.reachedShare() * 100_000) / 1000));
    return lines;
  }

  private static String row(
      String what,
      int nodes,
      String linksPerNode,
      ToDoubleFunction<Rung> links,
      ToDoubleFunction<Rung> payload) {
    String start = String.format(Locale.ROOT, "%-15s %5d %7s ", what, nodes, linksPerNode);
    return start + percents(links) + ' ' + percents(payload);
  }

  private static String percents(ToDoubleFunction<Rung> shares) {
    StringBuilder percents = new StringBuilder();
    for (Rung rung : Rung.values()) {
      percents.append(percent(shares.applyAsDouble(rung)));
    }
    return percents.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%8s", String.format(Locale.ROOT, "%.1f %%", share * 100));
  }

  /** The same: {@code {"kind": {"nodes", "links", "direct" ..}, .., "all": {..}}}. */
  static ObjectNode json(Census census) {
    ObjectNode json = Json.object();
    for (NatKind kind : census.kinds()) {
      ObjectNode row = Json.object().put("nodes", census.nodes(kind));
      row.put("linksPerNode", Json.rounded(census.linksPerNode(kind)));
      putShares(row, rung -> census.linkShare(kind, rung), rung -> census.payloadShare(kind, rung));
      json.set(kind.key(), row);
    }
    ObjectNode all = Json.object().put("nodes", census.nodes());
    putShares(all, census::linkShare, census::payloadShare);
    json.set("all", all.put("reachedShare", census.reachedShare()));
    return json;
  }

  private static void putShares(
      ObjectNode json, ToDoubleFunction<Rung> links, ToDoubleFunction<Rung> payload) {
    for (Rung rung : Rung.values()) {
      String name = rung.name().toLowerCase(Locale.ROOT);
      json.put(name, Json.rounded(links.applyAsDouble(rung)));
      json.put(name + "Payload", Json.rounded(payload.applyAsDouble(rung)));
    }
  }
}
