package org.xorcast.app.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A bare node of the DHT. */
@Command(
    name = "serve",
    description = {
      "Run a node of the DHT that answers others, until Ctrl-C or SIGTERM. Without --bootstrap it"
          + " is the first of its DHT."
    },
    footer = {
      "",
      "With --json, one line when it is ready: {\"event\":\"ready\",\"node\",\"address\"}",
      "Exits with 4 if the port belongs to another program.",
    })
final class DhtServeCommand implements Callable<Integer> {
  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:6881",
      description = "The UDP address, port 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private String listen = "";

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Any nodes of the DHT, to join through. May be repeated.")
  private List<String> bootstrap = new ArrayList<>();

  private DhtServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Output output = options.open();
    try (Dht dht = start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(dht), "xorcast-signal"));
      output.result(
          () ->
              Json.object()
                  .put("event", "ready")
                  .put("node", dht.id().toString())
                  .put("address", dht.address().toString()),
          () -> "node " + dht.id() + " listens on " + dht.address());
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }

  /** The JVM was told to stop, and that is what the user wanted. */
  private static void stop(Dht dht) {
    dht.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private Dht start() {
    try {
      return Dht.builder()
          .mode(DhtConfig.Mode.SERVER)
          .listen(listen)
          .bootstrap(bootstrap.toArray(String[]::new))
          .start();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
