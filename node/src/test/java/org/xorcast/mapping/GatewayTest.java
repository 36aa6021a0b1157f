package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** {@code MiniupnpdTest} finds one. */
class GatewayTest {
  @Test
  void ipv4Only() {
    InetAddress ipv4 = InetAddress.ofLiteral("192.168.1.1");
    InetAddress ipv6 = InetAddress.ofLiteral("fe80::1");
    assertThatThrownBy(() -> new Gateway(ipv6, ipv4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Gateway(ipv4, ipv6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void commandsThatPrintOrRunWithoutEndAreEnded() throws Exception {
    assertThat(RouteTables.run("echo", "default 10.0.0.1")).isEqualTo("default 10.0.0.1\n");
    assertThat(RouteTables.run("yes")).hasSize(1 << 18);
    assertThat(RouteTables.run("sleep", "100000")).isEmpty();
  }
}
