package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nodes in two homes behind real NATs, in the network namespaces of {@code lab/nat}. The whole
 * table is {@code lab/nat/matrix}; these are the pairs that show each rung.
 */
class NatMatrixTest {
  private static final Path LAB = Path.of("..", "lab", "nat").toAbsolutePath().normalize();
  private static final long SETUP_MINUTES = 10;
  private static final long RUN_MINUTES = 10;

  @BeforeAll
  static void setUp() throws IOException, InterruptedException {
    run(SETUP_MINUTES, LAB.resolve("setup").toString());
  }

  private static String run(long minutes, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XORCAST_COMMAND", program());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
    assertThat(ended && process.exitValue() == 0).as("%s: %s", List.of(command), output).isTrue();
    return output;
  }

  private static String program() {
    return String.join(
        "\n",
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "org.xorcast.app.Main");
  }

  @Test
  void everyPairEndsUpAsItShould() throws Exception {
    String printed =
        run(
            RUN_MINUTES,
            LAB.resolve("matrix").toString(),
            "--quick",
            "--only=open,port-restricted",
            "--only=firewall,firewall",
            "--only=port-restricted,port-restricted",
            "--only=restricted,symmetric",
            "--only=cgn,port-restricted",
            "--only=symmetric,symmetric",
            "--only=naive,naive",
            "--only=ipv6-only,symmetric",
            "--only=symmetric,igd",
            "--only=symmetric,same-lan",
            "--only=udp-blocked,port-restricted");
    assertThat(printed)
        .contains("\"pairs\": 11, \"runs\": 11, \"direct\": 8, \"relayed\": 3, \"failed\": 0");
  }
}
