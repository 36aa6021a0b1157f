package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;

class FamiliesTest {
  private static final Endpoint IPV4 = endpoint("11.1.0.1");
  private static final Endpoint IPV6 = endpoint("2a00:1::1");
  private static final Endpoint LOOPBACK4 = endpoint("127.0.0.1");
  private static final Endpoint LOOPBACK6 = endpoint("::1");

  private static Endpoint endpoint(String ip) {
    return Addresses.endpoint(new InetSocketAddress(InetAddress.ofLiteral(ip), 4001));
  }

  private static List<Endpoint> reached(String bound, List<Endpoint> own) {
    Families families =
        new Families(new InetSocketAddress(InetAddress.ofLiteral(bound), 4001), any -> own, 0);
    return List.of(IPV4, IPV6, LOOPBACK4, LOOPBACK6).stream()
        .filter(to -> families.reaches(to, 1))
        .toList();
  }

  @Test
  void aSocketAtOneAddressReachesItsVersionAlone() {
    assertThat(reached("11.1.0.2", List.of(IPV4, IPV6))).containsExactly(IPV4, LOOPBACK4);
    assertThat(reached("2a00:1::2", List.of(IPV4, IPV6))).containsExactly(IPV6, LOOPBACK6);
  }

  @Test
  void aSocketForAllReachesWhatTheMachineHasAddressesOf() {
    assertThat(reached("::", List.of(IPV4, IPV6))).hasSize(4);
    assertThat(reached("::", List.of(IPV4))).containsExactly(IPV4, LOOPBACK4, LOOPBACK6);
    assertThat(reached("::", List.of(IPV6))).containsExactly(IPV6, LOOPBACK4, LOOPBACK6);
    assertThat(reached("::", List.of(LOOPBACK4))).as("the network may still come").hasSize(4);
    assertThat(reached("0.0.0.0", List.of(LOOPBACK4))).containsExactly(IPV4, LOOPBACK4);
  }

  @Test
  void aVersionThatComesLaterIsFound() {
    List<Endpoint> own = new ArrayList<>(List.of(IPV6));
    Families families =
        new Families(new InetSocketAddress(InetAddress.ofLiteral("::"), 4001), any -> own, 0);
    own.add(IPV4);
    assertThat(families.reaches(IPV4, TimeUnit.SECONDS.toNanos(9))).isFalse();
    assertThat(families.reaches(IPV4, TimeUnit.SECONDS.toNanos(10))).isTrue();
  }

  @Test
  void ofManyAddressesBothVersionsAreTold() {
    List<Endpoint> four = List.of(IPV4, LOOPBACK4, IPV4, LOOPBACK4, IPV4);
    List<Endpoint> six = List.of(IPV6, LOOPBACK6, IPV6);
    assertThat(OwnEndpoints.share(four, six)).containsExactly(IPV4, LOOPBACK4, IPV6, LOOPBACK6);
    assertThat(OwnEndpoints.share(four, List.of(IPV6)))
        .containsExactly(IPV4, LOOPBACK4, IPV4, IPV6);
    assertThat(OwnEndpoints.share(List.of(IPV4), six)).containsExactly(IPV4, IPV6, LOOPBACK6, IPV6);
    assertThat(OwnEndpoints.share(four, List.of())).hasSize(4);
  }
}
