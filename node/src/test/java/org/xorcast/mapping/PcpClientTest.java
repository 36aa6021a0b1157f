package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcpClientTest {
  private final FakeControl gateway;
  private final PcpClient client;

  PcpClientTest() throws Exception {
    gateway = new FakeControl();
    client = client(Fakes.PATIENT);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private PcpClient client(Wiring.Times times) {
    return new PcpClient(Fakes.GATEWAY, Fakes.wiring(times, gateway.port(), Fakes.NOBODY), 4001);
  }

  private static String nonce(byte[] question) {
    return HexFormat.of().formatHex(Arrays.copyOfRange(question, 24, 36));
  }

  @Test
  void mapsRenewsAndRemovesWithOneNonce() throws Exception {
    Mapping mapping = client.map(() -> true);
    assertThat(mapping)
        .hasToString(
            "Mapping[protocol=PCP, external=11.0.1.1:4001, internalPort=4001,"
                + " lifetimeSeconds=3600]");
    assertThat(mapping.trusted()).isTrue();
    assertThat(client.mayHold()).isTrue();
    assertThat(client.map(() -> true)).isEqualTo(mapping);
    client.unmap();
    assertThat(gateway.mappings).isEmpty();
    assertThat(client.mayHold()).isFalse();
    assertThat(gateway.questions).hasSize(3);
    assertThat(gateway.questions)
        .extracting(PcpClientTest::nonce)
        .containsOnly(nonce(gateway.questions.getFirst()));
    assertThat(nonce(gateway.questions.getFirst())).isNotEqualTo("0".repeat(24));
    client.unmap();
    assertThat(gateway.questions).as("nothing left to remove").hasSize(3);
  }

  @Test
  void anotherPortThanWishedForIsTakenAndAskedForAgain() throws Exception {
    gateway.portOffset = 10;
    assertThat(client.map(() -> true).external().port()).isEqualTo(4011);
    gateway.portOffset = 0;
    assertThat(client.map(() -> true).external().port()).isEqualTo(4011);
  }

  @Test
  void alwaysAsksAgainUntilThereIsAnAnswer() throws Exception {
    gateway.ignore.set(3);
    client.map(() -> true);
    assertThat(gateway.questions).hasSizeGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"2, not authorized", "8, no resources", "12, address mismatch", "77, result 77"})
  void refusals(int result, String reason) {
    gateway.result = result;
    assertThatThrownBy(() -> client.map(() -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessage("PCP: " + reason);
    assertThat(client.mayHold()).isFalse();
  }

  @Test
  void garbageForeignNoncesAndStrangersAreIgnored() throws Exception {
    HexFormat hex = HexFormat.of();
    byte[] otherNonce =
        hex.parseHex(
            "0281000000000e1000010002000000000000000000000000"
                + "ffffffffffffffffffffffff"
                + "110000000fa10fa200000000000000000000ffff0b000909");
    byte[] refusal = hex.parseHex("0081000100000000");
    gateway.noise = List.of(new byte[0], new byte[] {2}, new byte[1100], otherNonce);
    gateway.strangers = List.of(refusal, otherNonce);
    assertThat(client.map(() -> true).external()).hasToString("11.0.1.1:4001");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "7, 7", "-1, 86400", "2147483647, 86400"})
  void lifetimesAreNotBelievedBlindly(int granted, int believed) throws Exception {
    gateway.lifetimeSeconds = granted;
    assertThat(client.map(() -> true).lifetimeSeconds()).isEqualTo(believed);
  }

  @Test
  void aRestartShows() throws Exception {
    client.map(() -> true);
    assertThat(client.holds()).isTrue();
    gateway.restart();
    assertThat(client.holds()).isFalse();
    client.map(() -> true);
    assertThat(client.holds()).isTrue();
    assertThat(gateway.mappings).containsEntry(4001, 4001);
  }

  @Test
  void aGatewayWithoutAnnounceTellsTheEpochAllTheSame() throws Exception {
    client.map(() -> true);
    gateway.result = 4;
    assertThat(client.holds()).isTrue();
    gateway.restart();
    assertThat(client.holds()).isFalse();
  }

  @Test
  void aLieIsMappedButNotTrusted() throws Exception {
    gateway.external = "100.64.3.4";
    Mapping mapping = client.map(() -> true);
    assertThat(mapping.external()).hasToString("100.64.3.4:4001");
    assertThat(mapping.trusted()).isFalse();
  }

  @Test
  void aServerOfNatPmpAloneRefusesAtOnce() {
    gateway.noise = List.of(HexFormat.of().parseHex("0081000100000005"));
    gateway.speaksNatPmp = false;
    assertThatThrownBy(() -> client.map(() -> true)).hasMessage("PCP: unsupported version");
  }

  @Test
  void silenceAndClosedPorts() {
    gateway.speaksPcp = false;
    PcpClient impatient = client(Fakes.IMPATIENT);
    assertThatThrownBy(() -> impatient.map(() -> true)).isInstanceOf(SocketTimeoutException.class);
    assertThat(impatient.mayHold()).as("nobody is there who could have mapped").isFalse();
    Wiring closed = Fakes.wiring(Fakes.PATIENT, Fakes.NOBODY, Fakes.NOBODY);
    assertThatThrownBy(() -> new PcpClient(Fakes.GATEWAY, closed, 1).map(() -> true))
        .isInstanceOf(PortUnreachableException.class);
  }

  @Test
  void notWantedAnyMoreNothingIsAsked() {
    assertThatThrownBy(() -> client.map(() -> false)).hasMessageContaining("faster");
    assertThat(gateway.questions).isEmpty();
  }
}
