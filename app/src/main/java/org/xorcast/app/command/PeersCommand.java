package org.xorcast.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a running node has links with. */
@Command(
    name = "peers",
    description = "Show a running node, its peers and, with --stats, what it has counted.",
    footer = {
      "",
      "With --json, one object: {\"peer\",\"address\",\"network\",\"joined\",\"peers\":[{\"peer\","
          + "\"address\",\"rung\",\"bucket\",\"inTable\",\"dialledByUs\",\"rttMillis\"?},...],\"stats\"?:{...}}",
      "",
      "Example:",
      "  xorcast peers --data-dir alice --stats",
    })
public final class PeersCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Option(names = "--stats", description = "Also everything that the node has counted.")
  private boolean stats;

  private PeersCommand() {}

  @Override
  public Integer call() {
    Output output = options.open();
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode peers = client.peers();
      if (stats) {
        ObjectNode counted = client.status();
        counted.remove(List.of("peer", "address", "network", "joined"));
        peers.set("stats", counted);
      }
      output.result(() -> peers, () -> table(peers));
    }
    return ExitCode.OK;
  }

  private static String table(ObjectNode reply) {
    StringBuilder text = new StringBuilder();
    text.append("node     ").append(reply.path("peer").asText()).append('\n');
    text.append("address  ").append(reply.path("address").asText()).append('\n');
    text.append("network  \"").append(reply.path("network").asText()).append("\", ");
    text.append(reply.path("joined").asBoolean() ? "joined" : "not joined yet").append('\n');
    text.append("peers    ").append(reply.path("peers").size());
    if (!reply.path("peers").isEmpty()) {
      text.append("\n\n").append(row("PEER", "ADDRESS", "RUNG", "BUCKET", "RTT"));
    }
    for (JsonNode peer : reply.path("peers")) {
      String rtt =
          peer.has("rttMillis")
              ? String.format(Locale.ROOT, "%.1f ms", peer.path("rttMillis").asDouble())
              : "-";
      text.append('\n')
          .append(
              row(
                  peer.path("peer").asText(),
                  peer.path("address").asText(),
                  peer.path("rung").asText(),
                  peer.path("bucket").asText(),
                  rtt));
    }
    reply.path("stats").properties().forEach(entry -> append(text, "", entry));
    return text.toString();
  }

  private static String row(String peer, String address, String rung, String bucket, String rtt) {
    return String.format(
        Locale.ROOT, "%-64s  %-21s  %-9s  %6s  %9s", peer, address, rung, bucket, rtt);
  }

  private static void append(StringBuilder text, String prefix, Map.Entry<String, JsonNode> entry) {
    if (entry.getValue().isArray()) {
      List<String> parts = new ArrayList<>();
      entry.getValue().forEach(part -> parts.add(part.asText()));
      String joined = parts.isEmpty() ? "-" : String.join(", ", parts);
      text.append(String.format(Locale.ROOT, "%n%-36s %s", prefix + entry.getKey(), joined));
    } else if (entry.getValue().isObject()) {
      entry.getValue().properties().forEach(inner -> append(text, entry.getKey() + ".", inner));
    } else {
      String name = prefix + entry.getKey();
      text.append(prefix.isEmpty() && name.equals("peerCount") ? "\n" : "");
      text.append(String.format(Locale.ROOT, "%n%-36s %s", name, entry.getValue().asText()));
    }
  }
}
