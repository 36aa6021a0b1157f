package org.xorcast.app.daemon;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code control.sock}, reached by a path that the operating system takes: most allow about 107
 * bytes (macOS 103), and data directories can be deeper than that.
 */
final class ControlPath {
  static final String FILE = "control.sock";
  private static final int PATH_MAX_BYTES = 100;

  private ControlPath() {}

  /** Something to do with an address, like bind or connect. */
  interface Use<T> {
    T with(UnixDomainSocketAddress address) throws IOException;
  }

  /**
   * Does something with the address of {@code directory/name}; if that is too long, through a
   * symbolic link to the directory that lives no longer than this call.
   */
  static <T> T use(Path directory, String name, Use<T> use) throws IOException {
    Path direct = directory.resolve(name);
    if (direct.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_MAX_BYTES) {
      return use.with(UnixDomainSocketAddress.of(direct));
    }
    Path temporary = Files.createTempDirectory("xorcast");
    Path link = temporary.resolve("d");
    try {
      Files.createSymbolicLink(link, directory.toAbsolutePath());
      return use.with(UnixDomainSocketAddress.of(link.resolve(name)));
    } finally {
      Files.deleteIfExists(link);
      Files.deleteIfExists(temporary);
    }
  }
}
