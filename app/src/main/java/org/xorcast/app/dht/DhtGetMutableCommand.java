package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets a mutable item. */
@Command(
    name = "get-mutable",
    description =
        "Get the newest value under a public key (BEP 44, mutable). Exits with 3 if nobody has"
            + " one.",
    footer = {
      "",
      "With --json:"
          + " {\"target\",\"key\",\"seq\",\"holders\",\"text\"?,\"bencoded\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtGetMutableCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "KEY", description = "The Ed25519 public key, 64 hex digits.")
  private String key = "";

  @Option(names = "--salt", paramLabel = "TEXT", description = "Tells the items of a key apart.")
  private String salt = "";

  private DhtGetMutableCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PeerId author = PeerId.parse(key);
    Bytes saltBytes = Keys.salt(salt);
    try (Dht dht = session.open()) {
      DhtCommand get = new DhtCommand.GetMutable(author, saltBytes);
      DhtResult.Mutable got = session.run(dht, get, DhtResult.Mutable.class);
      MutableItem item = got.item();
      if (item == null) {
        throw new CommandException(
            ExitCode.UNREACHABLE,
            "no node has an item of this key"
                + (salt.isEmpty() ? "" : " and salt")
                + ": items live two hours unless put again");
      }
      options
          .open()
          .result(
              () -> {
                ObjectNode json = Json.object().put("target", item.target().toString());
                json.put("key", key).put("seq", item.seq()).put("holders", got.holders());
                Values.put(item.value(), json);
                return Costs.put(got.cost(), json);
              },
              () -> Values.print(item.value()));
      return ExitCode.OK;
    }
  }
}
