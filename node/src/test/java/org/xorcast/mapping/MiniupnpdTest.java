package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.Await;

/**
 * A mapping at Debian's miniupnpd, as seen by who sends from outside. Needs Linux and root, for the
 * network namespaces of {@code lab/nat/igd}, which installs the rest.
 */
class MiniupnpdTest {
  private static final Path IGD = igd();
  private static final String MAPPED = "dport 4001 dnat ip to 192.168.77.2:4001";

  /** The namespaces have fixed names: one build at a time. */
  private static @Nullable FileChannel lock;

  private @Nullable Child child;

  /** Tests run in the module's directory or above. */
  private static Path igd() {
    Path here = Path.of("lab/nat/igd").toAbsolutePath();
    return Files.exists(here) ? here : Path.of("../lab/nat/igd").toAbsolutePath().normalize();
  }

  @BeforeAll
  static void needsRoot() throws Exception {
    if (!run(Map.of(), "id", "-u").strip().equals("0")) {
      fail("this test makes network namespaces, which needs root: run it as root");
    }
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "xorcast-igd.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = channel;
    assertThat(channel.lock().isValid()).isTrue();
  }

  @AfterAll
  static void unlock() throws Exception {
    if (lock != null) {
      lock.close();
    }
  }

  @AfterEach
  void down() throws Exception {
    if (child != null) {
      child.process().destroyForcibly().waitFor();
    }
    igd("down");
  }

  private static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
    return output;
  }

  private static String igd(String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(IGD.toString()));
    words.addAll(List.of(command));
    return run(Map.of(), words.toArray(String[]::new));
  }

  private Child start(String protocol) throws IOException {
    Process process =
        new ProcessBuilder(
                IGD.toString(),
                "exec",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MapperChild.class.getName(),
                "4001",
                protocol)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Child started = new Child(process, process.inputReader());
    child = started;
    return started;
  }

  /** A {@link MapperChild}. */
  private record Child(Process process, BufferedReader lines) {
    /** The next line that begins so. */
    String line(String beginning) throws IOException {
      List<String> before = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(beginning)) {
          return line;
        }
        before.add(line);
      }
      return fail("the child ended without '" + beginning + "', after " + before);
    }
  }

  private static void sendFromOutside(String text) throws Exception {
    igd("out", "bash", "-c", "echo -n " + text + " >/dev/udp/11.0.1.1/4001");
  }

  private void mapsAndRemoves(String protocol, String expected) throws Exception {
    Child mapper = start(protocol);
    assertThat(mapper.line("gateway")).contains("192.168.77.1", "192.168.77.2");
    assertThat(mapper.line("change"))
        .contains("protocol=" + expected, "external=11.0.1.1:4001", "lifetimeSeconds=3600");
    assertThat(igd("rules")).containsOnlyOnce("dnat").contains(MAPPED);
    sendFromOutside("hello");
    assertThat(mapper.line("got")).isEqualTo("got hello");

    mapper.process().outputWriter().close();
    mapper.line("closed");
    assertThat(mapper.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(igd("rules")).doesNotContain("dnat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PCP", "NAT_PMP", "UPNP"})
  void eachProtocolMapsAndRemoves(String protocol) throws Exception {
    igd("up");
    mapsAndRemoves(protocol, protocol);
  }

  @Test
  void anIgd1() throws Exception {
    run(Map.of("IGD_V1", "yes"), IGD.toString(), "up");
    mapsAndRemoves("UPNP", "UPNP");
  }

  @Test
  void allAtOnceLeaveOneMapping() throws Exception {
    igd("up");
    mapsAndRemoves("all", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PCP", "NAT_PMP", "UPNP"})
  void aRestartedGatewayIsAskedAgain(String protocol) throws Exception {
    igd("up");
    Child mapper = start(protocol);
    mapper.line("change");
    // Younger, its count of seconds could not be seen to go back.
    Path started = Path.of("/run/xorcast-igd/miniupnpd.pid");
    long bornMillis = Files.getLastModifiedTime(started).toMillis();
    Await.until("it is 5 s old", () -> System.currentTimeMillis() - bornMillis > 5000);
    igd("restart");
    Await.until(
        "the mapping is there again",
        () -> {
          try {
            return igd("rules").contains(MAPPED);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    sendFromOutside("again");
    assertThat(mapper.line("got")).isEqualTo("got again");
  }
}
