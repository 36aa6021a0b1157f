package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.core.rights.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes the certificate of a member of the running node's network. */
@Command(
    name = "invite",
    description = {
      "Print a certificate that lets a peer into the network that belongs to this node, and"
          + " broadcast in it within these limits. Pass it on to whoever runs that peer: it is of"
          + " no use to others."
    },
    footer = {
      "",
      "With --json: {\"peer\",\"certificate\",\"until\"}.",
      "",
      "Example:",
      "  xorcast network invite $(xorcast id --data-dir bob) --for 30d > bob.cert",
    })
final class NetworkInviteCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();
  @Mixin private final LimitsOption limits = new LimitsOption();

  @Parameters(index = "0", paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  private NetworkInviteCommand() {}

  @Override
  public Integer call() {
    Limits granted = limits.limits();
    Instant until = limits.until();
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode answer = client.invite(peer, granted, until).put("until", until.toString());
      options.open().result(() -> answer, () -> answer.path("certificate").asText());
    }
    return ExitCode.OK;
  }
}
