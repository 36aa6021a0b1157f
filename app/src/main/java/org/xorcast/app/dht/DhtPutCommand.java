package org.xorcast.app.dht;

import java.util.List;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts an immutable item. */
@Command(
    name = "put",
    description =
        "Put a value under its hash (BEP 44, immutable), and print the hash. Exits with 3 if no"
            + " node took it.",
    footer = {
      "",
      "With --json:"
          + " {\"target\",\"stored\",\"nodes\":[{\"node\",\"address\",\"code\",\"message\"},...],\"queries\",\"answers\",\"millis\"}",
    })
final class DhtPutCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "TEXT", arity = "1..*", description = "The value; words are joined.")
  private List<String> words = List.of();

  @Option(
      names = "--bencoded",
      description = "The text is the value in bencode, not a string to be encoded.")
  private boolean bencoded;

  private DhtPutCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Bytes value = Values.encode(String.join(" ", words), bencoded);
    try (Dht dht = session.open()) {
      DhtCommand put = new DhtCommand.PutImmutable(value);
      DhtResult.Stored stored = session.run(dht, put, DhtResult.Stored.class);
      Costs.printStored(options.open(), stored, Json.object());
      return ExitCode.OK;
    }
  }
}
