package org.xorcast.app.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about an invited network. */
@Command(
    name = "network",
    description = {
      "Say who may be in the invited network that belongs to the node that runs on the data"
          + " directory, which was started with --owner me."
    },
    subcommands = {NetworkInviteCommand.class, NetworkExpelCommand.class},
    footer = {
      "",
      "Examples:",
      "  xorcast node --data-dir key --network ours --owner me",
      "  xorcast network invite --data-dir key $(xorcast id --data-dir bob) > bob.cert",
      "  xorcast node --data-dir bob --network ours --owner $(xorcast id --data-dir key)"
          + " --certificate bob.cert --listen '[::]:4002' --bootstrap 127.0.0.1:4001",
    })
public final class NetworkCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private NetworkCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
