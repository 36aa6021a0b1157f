package org.xorcast.app.dht;

import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Announces this host. */
@Command(
    name = "announce",
    description = "Announce this host for an info-hash (BEP 5). Exits with 3 if no node took it.",
    footer = {
      "",
      "With --json:"
          + " {\"target\",\"stored\",\"nodes\":[{\"node\",\"address\",\"code\",\"message\"},...],\"queries\",\"answers\",\"millis\"}",
    })
final class DhtAnnounceCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      required = true,
      description = "The port that is announced, 1 to 65535; 0 for the one that is asked from.")
  private int port;

  @Option(names = "--seed", description = "This host has everything already (BEP 33).")
  private boolean seed;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private DhtAnnounceCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 0xffff) {
      throw new ParameterException(spec.commandLine(), "--port is 0 to 65535");
    }
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      DhtCommand announce = new DhtCommand.Announce(target, port, seed);
      DhtResult.Stored stored = session.run(dht, announce, DhtResult.Stored.class);
      Costs.printStored(options.open(), stored, Json.object());
      return ExitCode.OK;
    }
  }
}
