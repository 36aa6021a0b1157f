package org.xorcast.app.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%-15s %5d %7.1f",
              kind.label(),
              census.nodes(kind),
              census.linksPerNode(kind)));
      line.append(' ');
      for (Rung rung : Rung.values()) {
        line.append(percent(census.linkShare(kind, rung)));
      }
      line.append(' ');
      for (Rung rung : Rung.values()) {
        line.append(percent(census.payloadShare(kind, rung)));
      }
      lines.add(line.toString());
    }
    StringBuilder all = new StringBuilder();
    all.append(String.format(Locale.ROOT, "%-15s %5d %7s ", "all", census.nodes(), ""));
    for (Rung rung : Rung.values()) {
      all.append(percent(census.linkShare(rung)));
    }
    all.append(' ');
    for (Rung rung : Rung.values()) {
      all.append(percent(census.payloadShare(rung)));
    }
    lines.add(all.toString());
    lines.add(
        String.format(
            Locale.ROOT,
            "From everybody %.3f %% of all others are reached over links.",
            Math.floor(census.reachedShare() * 100_000) / 1000));
    return lines;
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
      for (Rung rung : Rung.values()) {
        String name = rung.name().toLowerCase(Locale.ROOT);
        row.put(name, Json.rounded(census.linkShare(kind, rung)));
        row.put(name + "Payload", Json.rounded(census.payloadShare(kind, rung)));
      }
      json.set(kind.key(), row);
    }
    ObjectNode all = Json.object().put("nodes", census.nodes());
    for (Rung rung : Rung.values()) {
      String name = rung.name().toLowerCase(Locale.ROOT);
      all.put(name, Json.rounded(census.linkShare(rung)));
      all.put(name + "Payload", Json.rounded(census.payloadShare(rung)));
    }
    json.set("all", all.put("reachedShare", census.reachedShare()));
    return json;
  }
}
