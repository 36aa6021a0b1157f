package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.dht.Dht;
import org.xorcast.dht.PublishedRecord;
import org.xorcast.identity.Ed25519;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where a peer is. */
@Command(
    name = "resolve",
    description =
        "Find where a Xorcast peer is, by the signed record that its node keeps in the DHT. Exits"
            + " with 3 if there is none.",
    footer = {
      "",
      "With --json:"
          + " {\"peer\",\"addresses\":[...],\"announced\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtResolveCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  private DhtResolveCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PeerId id = PeerId.parse(peer);
    try (Dht dht = session.open()) {
      DhtCommand get = new DhtCommand.GetMutable(id, PublishedRecord.SALT);
      DhtResult.Mutable got = session.run(dht, get, DhtResult.Mutable.class);
      MutableItem item = got.item();
      PeerRecord record = item == null ? null : PublishedRecord.read(item, Ed25519.shared());
      if (item == null || record == null) {
        throw new CommandException(
            ExitCode.UNREACHABLE,
            "no record of "
                + peer
                + " is in the DHT: its node keeps one there if it runs with --dht");
      }
      options
          .open()
          .result(
              () -> {
                ObjectNode json = Json.object().put("peer", peer);
                ArrayNode addresses = json.putArray("addresses");
                record.endpoints().forEach(each -> addresses.add(each.toString()));
                json.put("announced", Instant.ofEpochMilli(item.seq()).toString());
                return Costs.put(got.cost(), json);
              },
              () ->
                  String.join("\n", record.endpoints().stream().map(Endpoint::toString).toList()));
      return ExitCode.OK;
    }
  }
}
