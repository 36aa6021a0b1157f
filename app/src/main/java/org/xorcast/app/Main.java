package org.xorcast.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.xorcast.app.command.DoctorCommand;
import org.xorcast.app.command.IdCommand;
import org.xorcast.app.command.NetworkCommand;
import org.xorcast.app.command.NodeCommand;
import org.xorcast.app.command.PeersCommand;
import org.xorcast.app.command.PublishCommand;
import org.xorcast.app.command.RelayCommand;
import org.xorcast.app.command.SubscribeCommand;
import org.xorcast.app.command.TopicCommand;
import org.xorcast.app.demo.DemoCommand;
import org.xorcast.app.dht.DhtCommands;
import org.xorcast.app.sim.SimCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry point and the command above all others. */
@Command(
    name = "xorcast",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Send to every machine of a network that has no server.%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done, and done completely",
      "  1:it failed",
      "  2:the command line makes no sense",
      "  3:nobody was there, or not in time",
      "  4:refused: empty or too large, or something that belongs to another program",
      "130:interrupted",
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodeCommand.class,
      RelayCommand.class,
      PublishCommand.class,
      SubscribeCommand.class,
      TopicCommand.class,
      NetworkCommand.class,
      PeersCommand.class,
      DoctorCommand.class,
      IdCommand.class,
      DhtCommands.class,
      DemoCommand.class,
      SimCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  xorcast demo                                   a network of 30 nodes, here and now",
      "  xorcast node --data-dir alice                  the first node, UDP port 4001",
      "  xorcast node --data-dir bob --listen '[::]:4002' --bootstrap 127.0.0.1:4001",
      "  xorcast subscribe --data-dir bob               print what arrives at bob",
      "  xorcast publish --data-dir alice hello, network",
      "",
      "xorcast COMMAND --help explains a command.",
    })
public final class Main implements Runnable {
  static final String LOG_LEVEL = "xorcast.log.level";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private boolean verbose;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole program, to be executed with the words after its name. */
  public static CommandLine commandLine() {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setOut(writer(FileDescriptor.out));
    line.setErr(writer(FileDescriptor.err));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    line.setAbbreviatedOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOverwrittenOptionsAllowed(false);
    line.setParameterExceptionHandler((failure, args) -> misused(failure));
    line.setExecutionExceptionHandler((failure, command, result) -> {
      if (failure instanceof InterruptedException) {
        return ExitCode.INTERRUPTED;
      }
      command.getErr().println("xorcast: " + Failures.message(failure));
      if (main.verbose) {
        failure.printStackTrace(command.getErr());
      }
      command.getErr().flush();
      return Failures.exitCode(failure);
    });
    return line;
  }

  /** UTF-8 whatever the locale is: messages are UTF-8, and so is JSON. */
  private static PrintWriter writer(FileDescriptor to) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), true);
  }

  private static int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    StringBuilder line =
        new StringBuilder("xorcast: ")
            .append(Failures.oneLine(String.valueOf(failure.getMessage())));
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      line.append(" (did you mean ").append(unmatched.getSuggestions().getFirst()).append("?)");
    }
    line.append(line.charAt(line.length() - 1) == '.' ? "" : ".");
    line.append(" Try: ").append(command.getCommandSpec().qualifiedName()).append(" --help");
    command.getErr().println(line);
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log to stderr what goes on; twice for more.")
  void setVerbose(boolean[] times) {
    verbose = true;
    System.setProperty(LOG_LEVEL, times.length > 1 ? "DEBUG" : "INFO");
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
