package org.xorcast.mapping;

import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** A mapping by NAT-PMP. */
final class NatPmpClient implements MappingClient {
  private final Gateway gateway;
  private final Wiring wiring;
  private final int internalPort;
  private final Epoch epoch = new Epoch();
  private @Nullable Bytes externalIp;
  private int externalPort;
  private volatile boolean mayHold;

  NatPmpClient(Gateway gateway, Wiring wiring, int internalPort) {
    this.gateway = gateway;
    this.wiring = wiring;
    this.internalPort = internalPort;
    externalPort = internalPort;
  }

  @Override
  public Protocol protocol() {
    return Protocol.NAT_PMP;
  }

  @Override
  public Mapping map(BooleanSupplier wanted) throws IOException {
    NatPmpMessage.Address address = askAddress();
    epoch.lostAt(address.epochSeconds(), System.nanoTime());
    if (!wanted.getAsBoolean()) {
      throw new IOException("another protocol was faster");
    }
    mayHold = true;
    NatPmpMessage.Mapped answer;
    try {
      answer =
          ask(
              wiring.times().answer(),
              NatPmpMessage.map(internalPort, externalPort, Lifetime.ASKED_SECONDS));
    } catch (RefusedException e) {
      mayHold = false;
      throw e;
    }
    if (answer.externalPort() == 0) {
      throw new IOException("NAT-PMP: success without a port");
    }
    epoch.lostAt(answer.epochSeconds(), System.nanoTime());
    externalIp = address.ip();
    externalPort = answer.externalPort();
    return new Mapping(
        Protocol.NAT_PMP,
        new Endpoint(address.ip(), externalPort),
        internalPort,
        Lifetime.granted(answer.lifetimeSeconds()));
  }

  @Override
  public boolean holds() throws IOException {
    NatPmpMessage.Address address = askAddress();
    boolean lost = epoch.lostAt(address.epochSeconds(), System.nanoTime());
    return !lost && Objects.equals(address.ip(), externalIp);
  }

  @Override
  public boolean mayHold() {
    return mayHold;
  }

  @Override
  public void unmap() throws IOException {
    if (mayHold) {
      mayHold = false;
      ask(wiring.times().remove(), NatPmpMessage.map(internalPort, 0, 0));
    }
  }

  private NatPmpMessage.Address askAddress() throws IOException {
    return UdpExchange.ask(
        gateway,
        wiring,
        wiring.times().answer(),
        NatPmpMessage.address(),
        NatPmpMessage::addressed);
  }

  private NatPmpMessage.Mapped ask(int withinMillis, byte[] question) throws IOException {
    return UdpExchange.ask(
        gateway,
        wiring,
        withinMillis,
        question,
        datagram -> {
          NatPmpMessage.Mapped mapped = NatPmpMessage.mapped(datagram);
          return mapped != null && mapped.internalPort() == internalPort ? mapped : null;
        });
  }
}
