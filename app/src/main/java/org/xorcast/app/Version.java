package org.xorcast.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {
  private static final String FILE = "/META-INF/maven/org.xorcast/xorcast-app/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "xorcast " + program(), "Java " + Runtime.version(), System.getProperty("os.name")
    };
  }

  private static String program() throws IOException {
    try (InputStream file = Version.class.getResourceAsStream(FILE)) {
      if (file == null) {
        return "(not packaged)";
      }
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version", "(unknown)");
    }
  }
}
