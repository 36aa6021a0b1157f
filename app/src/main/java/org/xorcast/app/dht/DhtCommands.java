package org.xorcast.app.dht;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about the DHT. */
@Command(
    name = "dht",
    description = {
      "Ask, and serve, the Mainline DHT or a private one of its protocol. No Xorcast network is"
          + " needed."
    },
    subcommands = {
      DhtServeCommand.class,
      DhtPingCommand.class,
      DhtFindCommand.class,
      DhtGetCommand.class,
      DhtPutCommand.class,
      DhtGetMutableCommand.class,
      DhtPutMutableCommand.class,
      DhtAnnounceCommand.class,
      DhtPeersCommand.class,
      DhtScrapeCommand.class,
      DhtSampleCommand.class,
      DhtResolveCommand.class,
      DhtTableCommand.class,
      DhtCrawlSizeCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  xorcast dht serve --listen 127.0.1.1:6881",
      "  xorcast dht put --bootstrap 127.0.1.1:6881 hello",
      "  xorcast dht get HASH --bootstrap 127.0.1.1:6881",
    })
public final class DhtCommands implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private DhtCommands() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
