package org.xorcast.app.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data-dir}: which node. */
final class DataDirOption {
  @Option(
      names = {"-d", "--data-dir"},
      paramLabel = "DIR",
      defaultValue = "${env:XORCAST_DATA_DIR:-${sys:user.home}/.xorcast}",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "The node's directory. Default: $XORCAST_DATA_DIR, else ~/.xorcast.")
  private Path directory = Path.of(".");

  Path directory() {
    return directory;
  }
}
