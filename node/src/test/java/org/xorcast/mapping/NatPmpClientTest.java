package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NatPmpClientTest {
  private final FakeControl gateway;
  private final NatPmpClient client;

  NatPmpClientTest() throws Exception {
    gateway = new FakeControl();
    client = client(Fakes.PATIENT);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private NatPmpClient client(Wiring.Times times) {
    return new NatPmpClient(Fakes.GATEWAY, Fakes.wiring(times, gateway.port(), Fakes.NOBODY), 4001);
  }

  @Test
  void mapsRenewsAndRemoves() throws Exception {
    Mapping mapping = client.map(() -> true);
    assertThat(mapping)
        .hasToString(
            "Mapping[protocol=NAT_PMP, external=11.0.1.1:4001, internalPort=4001,"
                + " lifetimeSeconds=3600]");
    assertThat(client.map(() -> true)).isEqualTo(mapping);
    assertThat(gateway.mappings).containsEntry(4001, 4001);
    client.unmap();
    assertThat(gateway.mappings).isEmpty();
    assertThat(gateway.questions)
        .extracting(HexFormat.of()::formatHex)
        .containsExactly(
            "0000",
            "000100000fa10fa100000e10",
            "0000",
            "000100000fa10fa100000e10",
            "000100000fa1000000000000");
  }

  @Test
  void anotherPortThanWishedForIsTakenAndAskedForAgain() throws Exception {
    gateway.portOffset = 10;
    assertThat(client.map(() -> true).external().port()).isEqualTo(4011);
    gateway.portOffset = 0;
    assertThat(client.map(() -> true).external().port()).isEqualTo(4011);
  }

  @Test
  void refusals() {
    gateway.result = 4;
    assertThatThrownBy(() -> client.map(() -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessage("NAT-PMP: out of resources");
    assertThat(client.mayHold()).isFalse();
  }

  @Test
  void alwaysAsksAgainUntilThereIsAnAnswer() throws Exception {
    gateway.ignore.set(2);
    client.map(() -> true);
    assertThat(gateway.questions).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void garbageOthersPortsAndStrangersAreIgnored() throws Exception {
    HexFormat hex = HexFormat.of();
    byte[] otherPort = hex.parseHex("0081000000000001" + "0fa20fa2" + "00000e10");
    byte[] lie = hex.parseHex("0080000000000001" + "0b000909");
    byte[] refusal = hex.parseHex("0080000200000001");
    gateway.noise = List.of(new byte[0], new byte[] {0}, new byte[1100], otherPort);
    gateway.strangers = List.of(refusal, lie, otherPort);
    assertThat(client.map(() -> true).external()).hasToString("11.0.1.1:4001");
  }

  @Test
  void aRestartAndAnotherAddressShow() throws Exception {
    client.map(() -> true);
    assertThat(client.holds()).isTrue();
    gateway.restart();
    assertThat(client.holds()).isFalse();
    client.map(() -> true);
    gateway.external = "11.0.1.2";
    assertThat(client.holds()).isFalse();
    assertThat(client.map(() -> true).external()).hasToString("11.0.1.2:4001");
    assertThat(client.holds()).isTrue();
  }

  @Test
  void aLieIsMappedButNotTrusted() throws Exception {
    gateway.external = "0.0.0.0";
    assertThat(client.map(() -> true).trusted()).isFalse();
  }

  @Test
  void silence() {
    gateway.speaksNatPmp = false;
    assertThatThrownBy(() -> client(Fakes.IMPATIENT).map(() -> true))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void notWantedAnyMoreNothingIsMapped() {
    assertThatThrownBy(() -> client.map(() -> false)).hasMessageContaining("faster");
    assertThat(gateway.mappings).isEmpty();
    assertThat(client.mayHold()).isFalse();
  }
}
