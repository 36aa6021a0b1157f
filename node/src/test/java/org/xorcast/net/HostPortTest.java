package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @Test
  void readsWhatPeopleWrite() {
    assertThat(HostPort.parse("example.org:4001")).isEqualTo(new HostPort("example.org", 4001));
    assertThat(HostPort.parse("10.0.0.7:1")).isEqualTo(new HostPort("10.0.0.7", 1));
    assertThat(HostPort.parse("[2001:db8::1]:65535"))
        .isEqualTo(new HostPort("2001:db8::1", 65535))
        .hasToString("[2001:db8::1]:65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":1",
        "host:",
        "host:x",
        "host:-1",
        "host:65536",
        "::1:4",
        "[]:4",
        "a b:1"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> HostPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }

  @Test
  void resolvesWhatItCan() {
    HostPort good = new HostPort("127.0.0.1", 4001);
    HostPort bad = new HostPort("no-such-host.invalid", 4001);
    assertThat(HostPort.resolveAll(List.of(bad, good), false)).hasSize(1);
    assertThat(HostPort.resolveAll(List.of(bad), true)).isEmpty();
    assertThatThrownBy(() -> HostPort.resolveAll(List.of(bad), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-host.invalid:4001");
  }
}
