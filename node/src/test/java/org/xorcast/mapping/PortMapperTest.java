package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xorcast.Await;
import org.xorcast.core.id.Endpoint;

class PortMapperTest {
  private final FakeControl control = new FakeControl();
  private final FakeIgd igd = new FakeIgd();
  private final List<PortMapper> mappers = new ArrayList<>();
  private final BlockingQueue<Optional<Mapping>> changes = new LinkedBlockingQueue<>();

  PortMapperTest() throws Exception {}

  @AfterEach
  void close() {
    mappers.forEach(PortMapper::close);
    control.close();
    igd.close();
  }

  private PortMapper mapper(Wiring.Times times) {
    Wiring wiring = Fakes.wiring(times, control.port(), igd.port());
    return start(times, PortMapper.clients(Fakes.GATEWAY, wiring, 4001));
  }

  /** Without those that would have to give up first. */
  private PortMapper mapper(Wiring.Times times, Protocol only) {
    Wiring wiring = Fakes.wiring(times, control.port(), igd.port());
    return start(
        times,
        PortMapper.clients(Fakes.GATEWAY, wiring, 4001).stream()
            .filter(client -> client.protocol() == only)
            .toList());
  }

  private PortMapper start(Wiring.Times times, List<MappingClient> clients) {
    PortMapper mapper = new PortMapper(times, clients, changes::add);
    mappers.add(mapper);
    mapper.start();
    return mapper;
  }

  private Optional<Mapping> change() throws InterruptedException {
    Optional<Mapping> change = changes.poll(30, TimeUnit.SECONDS);
    assertThat(change).as("a change").isNotNull();
    return change;
  }

  private void only(Protocol protocol) {
    control.speaksPcp = protocol == Protocol.PCP;
    control.speaksNatPmp = protocol == Protocol.NAT_PMP;
    if (protocol != Protocol.UPNP) {
      igd.locations = List.of();
    }
  }

  @Test
  void oneProtocolIsEnough() throws Exception {
    for (Protocol protocol : Protocol.values()) {
      igd.locations = List.of(igd.location());
      only(protocol);
      // The others have to end before the mapping is cared for.
      Wiring.Times times = new Wiring.Times(20, 300, 300, 20_000, 300, 1, 3_600_000, 20);
      PortMapper mapper = mapper(times);
      Mapping mapping = change().orElseThrow();
      assertThat(mapping.protocol()).isEqualTo(protocol);
      assertThat(mapping.external()).hasToString("11.0.1.1:4001");
      assertThat(mapper.current()).contains(mapping);
      mapper.close();
      Await.until("removed", () -> control.mappings.isEmpty() && igd.mappings.isEmpty());
      Await.until("forgotten", () -> mapper.current().isEmpty());
    }
    assertThat(changes).as("changes by close").isEmpty();
  }

  @Test
  void renewsAtHalfTheLifetime() throws Exception {
    control.lifetimeSeconds = 1;
    PortMapper mapper = mapper(Fakes.PATIENT, Protocol.PCP);
    change();
    Await.until("two renewals", () -> count(60) >= 3);
    assertThat(mapper.current()).isPresent();
    assertThat(changes).as("news in renewals").isEmpty();
  }

  private long count(int size) {
    return control.questions.stream().filter(each -> each.length == size).count();
  }

  @Test
  void aRefusedRenewalIsALossAndAllIsTriedAnew() throws Exception {
    control.lifetimeSeconds = 1;
    PortMapper mapper = mapper(Fakes.retrying(Fakes.PATIENT, 20), Protocol.NAT_PMP);
    change();
    control.result = 2;
    assertThat(change()).isEmpty();
    assertThat(mapper.current()).isEmpty();
    control.result = 0;
    assertThat(change()).isPresent();
  }

  @Test
  void aMappingThatNobodyRenewsExpires() throws Exception {
    control.lifetimeSeconds = 1;
    mapper(Fakes.retrying(Fakes.IMPATIENT, 20), Protocol.PCP);
    change();
    control.speaksPcp = false;
    assertThat(change()).isEmpty();
    control.speaksPcp = true;
    assertThat(change()).isPresent();
  }

  @Test
  void aRestartedGatewayIsAskedAgain() throws Exception {
    for (Protocol protocol : Protocol.values()) {
      control.age();
      PortMapper mapper = mapper(Fakes.checking(Fakes.PATIENT, 20), protocol);
      change();
      // Back to 0, which a gateway that has just begun could not be seen to go.
      control.restart();
      igd.mappings.clear();
      Await.until(
          "mapped again by " + protocol,
          () -> control.mappings.containsKey(4001) || igd.mappings.containsKey(4001));
      assertThat(changes).as("news of the same address").isEmpty();
      mapper.close();
      Await.until("removed", () -> control.mappings.isEmpty() && igd.mappings.isEmpty());
    }
  }

  @Test
  void anotherExternalAddressIsNews() throws Exception {
    mapper(Fakes.checking(Fakes.PATIENT, 20), Protocol.NAT_PMP);
    change();
    control.external = "11.0.1.9";
    assertThat(change().orElseThrow().external()).hasToString("11.0.1.9:4001");
    control.external = "10.0.0.1";
    assertThat(change().orElseThrow().trusted()).isFalse();
  }

  @Test
  void nobodyAnswersAndLaterSomebodyDoes() throws Exception {
    control.speaksPcp = false;
    control.speaksNatPmp = false;
    igd.locations = List.of();
    PortMapper mapper = mapper(Fakes.retrying(Fakes.IMPATIENT, 20));
    Await.until("asked twice over", () -> count(60) >= 8);
    assertThat(mapper.current()).isEmpty();
    control.speaksNatPmp = true;
    assertThat(change().orElseThrow().protocol()).isEqualTo(Protocol.NAT_PMP);
  }

  @Test
  void theOthersMappingsAreNotKept() throws Exception {
    Scripted first = new Scripted(Protocol.PCP, 4001);
    Scripted late = new Scripted(Protocol.NAT_PMP, 4099);
    Scripted shared = new Scripted(Protocol.UPNP, 4001);
    PortMapper mapper = start(Fakes.PATIENT, List.of(first, late, shared));
    first.go.countDown();
    assertThat(change().orElseThrow().protocol()).isEqualTo(Protocol.PCP);
    late.go.countDown();
    shared.go.countDown();
    // Its removal may have taken the winner's along, so that is made again.
    Await.until("the winner maps again", () -> first.maps.size() == 2);
    assertThat(late.unmaps).hasSize(1);
    assertThat(shared.unmaps).as("it is the winner's entry").isEmpty();
    assertThat(first.unmaps).isEmpty();
    assertThat(mapper.current().orElseThrow().protocol()).isEqualTo(Protocol.PCP);
  }

  @Test
  void closeDuringTheRaceTakesBackWhatWasAskedFor() throws Exception {
    Scripted client = new Scripted(Protocol.PCP, 4001);
    PortMapper mapper = start(Fakes.PATIENT, List.of(client));
    Await.until("it asks", () -> client.maps.size() == 1);
    mapper.close();
    Await.until("it is taken back", () -> client.unmaps.size() == 1);
    assertThat(changes).isEmpty();
  }

  @Test
  void closeWithinTheCallback() throws Exception {
    AtomicReference<PortMapper> self = new AtomicReference<>();
    Scripted client = new Scripted(Protocol.PCP, 4001);
    PortMapper mapper =
        new PortMapper(Fakes.PATIENT, List.of(client), change -> self.get().close());
    self.set(mapper);
    mapper.start();
    client.go.countDown();
    Await.until("removed", () -> client.unmaps.size() == 1);
  }

  @Test
  void aListenerThatFailsChangesNothing() throws Exception {
    Scripted client = new Scripted(Protocol.PCP, 4001);
    client.go.countDown();
    try (PortMapper mapper =
        new PortMapper(
            Fakes.PATIENT,
            List.of(client),
            change -> {
              throw new IllegalStateException("as the test wants");
            })) {
      mapper.start();
      Await.until("mapped", () -> mapper.current().isPresent());
    }
    Await.until("removed", () -> client.unmaps.size() == 1);
  }

  @Test
  void misuse() {
    assertThatThrownBy(() -> new PortMapper(Fakes.GATEWAY, 0, change -> {}))
        .hasMessageContaining("1 to 65535");
    PortMapper closed = new PortMapper(Fakes.GATEWAY, 1, change -> {});
    closed.close();
    closed.close();
    assertThatThrownBy(closed::start).isInstanceOf(IllegalStateException.class);
  }

  /** Answers when it is told to. */
  private static final class Scripted implements MappingClient {
    final CountDownLatch go = new CountDownLatch(1);
    final BlockingQueue<Long> maps = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> unmaps = new LinkedBlockingQueue<>();
    private final Protocol protocol;
    private final int port;
    private volatile boolean held;

    Scripted(Protocol protocol, int port) {
      this.protocol = protocol;
      this.port = port;
    }

    @Override
    public Protocol protocol() {
      return protocol;
    }

    @Override
    public Mapping map(BooleanSupplier wanted) throws IOException {
      held = true;
      maps.add(System.nanoTime());
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      return new Mapping(protocol, Endpoint.ofIpv4(0x0b000101, port), 4001, 3600);
    }

    @Override
    public boolean holds() {
      return true;
    }

    @Override
    public boolean mayHold() {
      return held;
    }

    @Override
    public void unmap() {
      held = false;
      unmaps.add(System.nanoTime());
    }
  }
}
