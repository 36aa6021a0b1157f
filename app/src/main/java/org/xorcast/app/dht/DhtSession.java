package org.xorcast.app.dht;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import org.xorcast.dht.DhtBuilder;
import org.xorcast.dht.DhtException;
import org.xorcast.net.HostPort;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command gets into the DHT, and waits for what it wants there. */
final class DhtSession {
  private static final int HASH_DIGITS = 2 * NodeId.SIZE_BYTES;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      split = ",",
      required = true,
      description = "Any nodes of the DHT, to join through. May be repeated.")
  private List<String> bootstrap = new ArrayList<>();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:0",
      description = "The UDP address to ask from. Default: any free port.")
  private String listen = "";

  @Option(
      names = "--paths",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Look along so many disjoint paths, 1 to 8: more withstand more liars and take more"
              + " messages. Default: ${DEFAULT-VALUE}.")
  private int paths;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Give up after so long. Default: ${DEFAULT-VALUE}.")
  private double timeoutSeconds;

  /** Joins as a node that answers nobody. */
  Dht open() {
    if (paths < 1 || paths > 8) {
      throw new ParameterException(spec.commandLine(), "--paths is 1 to 8");
    }
    if (!(timeoutSeconds > 0 && timeoutSeconds < 1e6)) {
      throw new ParameterException(spec.commandLine(), "--timeout must be positive");
    }
    DhtBuilder builder = Dht.builder().mode(DhtConfig.Mode.CLIENT);
    try {
      builder.listen(listen).bootstrap(bootstrap.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    try {
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Has something done and waits for it.
   *
   * @throws CommandException if nobody answers, or not in time
   */
  <R extends DhtResult> R run(Dht dht, DhtCommand command, Class<R> kind)
      throws InterruptedException {
    return run(dht, command, kind, part -> {});
  }

  /** The same, and tells what is found on the way. */
  <R extends DhtResult> R run(Dht dht, DhtCommand command, Class<R> kind, Consumer<? super R> parts)
      throws InterruptedException {
    try {
      long millis = (long) (timeoutSeconds * 1000);
      return dht.run(command, kind, paths, parts).get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof DhtException known) {
        throw new CommandException(
            ExitCode.UNREACHABLE, unreachable(String.valueOf(known.getMessage())), known);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.UNREACHABLE, unreachable("not done within " + timeoutSeconds + " s"), e);
    }
  }

  private String unreachable(String why) {
    return why
        + "; bootstrap: "
        + String.join(", ", bootstrap)
        + ". Check the addresses, that nodes of the DHT run there, and that UDP passes the"
        + " firewalls";
  }

  /** Where the first bootstrap node is. */
  Endpoint firstBootstrap() {
    return HostPort.resolveAll(List.of(HostPort.parse(bootstrap.getFirst())), false).getFirst();
  }

  /** The 20 bytes that a user has named. */
  NodeId hash(String text) {
    try {
      if (text.length() == HASH_DIGITS) {
        return NodeId.fromBytes(HexFormat.of().parseHex(text));
      }
    } catch (IllegalArgumentException notHexadecimal) {
      // As below.
    }
    throw new ParameterException(
        spec.commandLine(), "\"" + text + "\" is no hash: give " + HASH_DIGITS + " hex digits");
  }
}
