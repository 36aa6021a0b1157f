package org.xorcast.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;

class AddressWatchTest {
  private static final List<Endpoint> HOME = List.of(Endpoint.ofIpv4(0xc0a80102, 4001));
  private static final List<Endpoint> OFFICE = List.of(Endpoint.ofIpv4(0x0a000005, 4001));
  private static final List<Endpoint> NOWHERE = List.of(Endpoint.ofIpv4(0x7f000001, 4001));

  private final List<List<Endpoint>> told = new ArrayList<>();
  private List<Endpoint> now = HOME;
  private final AddressWatch watch = new AddressWatch(HOME, () -> now, told::add);

  @Test
  void tellsOfAChangeOnce() {
    watch.look();
    assertThat(told).isEmpty();
    now = OFFICE;
    watch.look();
    watch.look();
    assertThat(told).containsExactly(OFFICE);
  }

  @Test
  void isSilentWhileThereIsNoNetwork() {
    now = NOWHERE;
    watch.look();
    now = HOME;
    watch.look();
    assertThat(told).isEmpty();
  }
}
