package org.xorcast.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --json}, for every command that prints results. */
public final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print JSON, one object a line, with keys that stay the same.")
  private boolean json;

  public Output open() {
    return new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
  }
}
