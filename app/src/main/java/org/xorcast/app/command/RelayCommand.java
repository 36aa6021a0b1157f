package org.xorcast.app.command;

import picocli.CommandLine.Command;

/** Runs a node that is there to relay. */
@Command(
    name = "relay",
    description = {
      "Run a node for those behind NATs whom strangers do not reach: like xorcast node, with the"
          + " limits of a relay that does nothing else, 100 MB/s in all and 8 MB/s for each pair.",
      "It belongs on a machine that strangers reach; xorcast doctor says whether they do. What it"
          + " passes on it cannot read. Ends with Ctrl-C or SIGTERM."
    },
    footer = {
      "",
      "With --json, the events of xorcast node. The exit codes are its, too.",
      "",
      "Example:",
      "  xorcast relay --network demo --bootstrap seed.example.net:4001",
    })
public final class RelayCommand extends NodeCommand {
  private RelayCommand() {}

  @Override
  RelayChoice relayByDefault() {
    return RelayChoice.DEDICATED;
  }
}
