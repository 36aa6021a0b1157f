package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a membership in the running node's network. */
@Command(
    name = "expel",
    description = {
      "End a peer's membership in the network that belongs to this node: all others close their"
          + " links to it within seconds, and keep that in mind."
    },
    footer = {
      "",
      "With --json: {\"peer\"}.",
      "",
      "Example:",
      "  xorcast network expel 352a...c324",
    })
final class NetworkExpelCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(index = "0", paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  private NetworkExpelCommand() {}

  @Override
  public Integer call() {
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode answer = client.expel(peer);
      options.open().result(() -> answer, () -> "expelled: " + peer);
    }
    return ExitCode.OK;
  }
}
