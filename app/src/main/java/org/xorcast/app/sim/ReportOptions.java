package org.xorcast.app.sim;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.sim.baseline.Protocol;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --report} and whom it shows. */
final class ReportOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write an HTML page with plots: the other protocols beside the one that runs, in the"
              + " same scenario with the same seeds.")
  private @Nullable Path file;

  @Option(
      names = "--against",
      paramLabel = "NAME",
      split = ",",
      converter = ProtocolName.class,
      description = "With --report: whom to put beside it. Default: all others.")
  private @Nullable List<Protocol> against;

  /** Where to write, null if nowhere; found out before hours of simulation. */
  @Nullable Path file() {
    if (file == null && against != null) {
      throw new ParameterException(
          spec.commandLine(), "--against says whom --report FILE shows; give that as well");
    }
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new ParameterException(
          spec.commandLine(), "--report: there is no folder " + folder + "; make it first");
    }
    return file;
  }

  /** Everybody on the page but {@code chosen}. */
  List<Protocol> others(Protocol chosen) {
    List<Protocol> wanted = against == null ? Arrays.asList(Protocol.values()) : against;
    return wanted.stream().filter(each -> each != chosen).distinct().toList();
  }

  /** The whole command line, to be repeated. */
  String command() {
    StringBuilder command = new StringBuilder("xorcast");
    for (String argument : spec.commandLine().getParseResult().originalArgs()) {
      boolean plain = argument.matches("[\\w./=,:@+-]+");
      command.append(' ').append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
    }
    return command.toString();
  }
}
