package org.xorcast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The foreign programs that tests talk to, in {@code lab/interop}. */
public final class Lab {
  public static final Path DIRECTORY = directory();

  private Lab() {}

  /** Tests run in the module's directory or above. */
  private static Path directory() {
    Path here = Path.of("lab/interop").toAbsolutePath();
    return Files.isDirectory(here) ? here : Path.of("../lab/interop").toAbsolutePath().normalize();
  }

  /** Installs what is missing. */
  public static void setUp() throws IOException, InterruptedException {
    Process setup = new ProcessBuilder("./setup").directory(DIRECTORY.toFile()).inheritIO().start();
    if (setup.waitFor() != 0) {
      throw new IOException("lab/interop/setup failed, see above");
    }
  }
}
