package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;

/** Which relays are tried, and what each stands for. */
class TunnelTargetTest {
  private static final Endpoint FIRST = Endpoint.ofIpv4(0x0b0b0001, 4005);
  private static final Endpoint NEIGHBOUR = Endpoint.ofIpv4(0x0b0b0001, 4006);
  private static final Endpoint SECOND = Endpoint.ofIpv4(0x0b0c0001, 4001);
  private static final Endpoint NEW = Endpoint.ofIpv4(0x0b0d0001, 4001);

  private static List<String> written(List<TunnelTarget> targets) {
    return targets.stream()
        .map(t -> t.host() + " " + Addresses.format(t.tcp()) + " " + t.udp())
        .toList();
  }

  @Test
  void bootstrapAddressesAreTriedAtPort443OncePerAddress() {
    assertThat(written(TunnelTarget.all(List.of(), List.of(FIRST, NEIGHBOUR, SECOND))))
        .containsExactly(
            "11.11.0.1 11.11.0.1:443 11.11.0.1:4005", "11.12.0.1 11.12.0.1:443 11.12.0.1:4001");
  }

  @Test
  void namedOnesComeFirstAndStandForTheBootstrapAddressThere() {
    List<HostPort> named =
        List.of(HostPort.parse("11.13.0.1:443"), HostPort.parse("11.12.0.1:8443"));
    List<TunnelTarget> targets = TunnelTarget.all(named, List.of(FIRST, SECOND));
    assertThat(written(targets))
        .containsExactly(
            "11.13.0.1 11.13.0.1:443 11.13.0.1:4001",
            "11.12.0.1 11.12.0.1:8443 11.12.0.1:4001",
            "11.11.0.1 11.11.0.1:443 11.11.0.1:4005");
    assertThat(TunnelTarget.ways(List.of(FIRST, SECOND), targets))
        .containsExactly(FIRST, SECOND, NEW);
  }

  @Test
  void aNameThatCannotBeResolvedIsLeftOutIfThereAreOtherWays() {
    List<HostPort> named = List.of(HostPort.parse("no.such.host.invalid:443"));
    assertThat(written(TunnelTarget.all(named, List.of(SECOND))))
        .containsExactly("11.12.0.1 11.12.0.1:443 11.12.0.1:4001");
  }
}
