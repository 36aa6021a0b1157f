package org.xorcast.mapping;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** A mapping by PCP. */
final class PcpClient implements MappingClient {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Gateway gateway;
  private final Wiring wiring;
  private final int internalPort;

  /** The same from the first request to the removal: it is what the gateway knows the owner by. */
  private final byte[] nonce = new byte[PcpMessage.NONCE_BYTES];

  private final Epoch epoch = new Epoch();
  private @Nullable Endpoint external;
  private volatile boolean mayHold;

  PcpClient(Gateway gateway, Wiring wiring, int internalPort) {
    this.gateway = gateway;
    this.wiring = wiring;
    this.internalPort = internalPort;
    RANDOM.nextBytes(nonce);
  }

  @Override
  public Protocol protocol() {
    return Protocol.PCP;
  }

  @Override
  public Mapping map(BooleanSupplier wanted) throws IOException {
    if (!wanted.getAsBoolean()) {
      throw new IOException("another protocol was faster");
    }
    Endpoint wish = external == null ? Endpoint.ofIpv4(0, internalPort) : external;
    byte[] question =
        PcpMessage.map(gateway.local(), nonce, internalPort, Lifetime.ASKED_SECONDS, wish);
    boolean heldBefore = mayHold;
    mayHold = true;
    PcpMessage.Mapped answer;
    try {
      answer = ask(wiring.times().answer(), question, this::read);
    } catch (RefusedException e) {
      mayHold = false;
      throw e;
    } catch (IOException e) {
      // Who never answered speaks no PCP. Interrupted, the answer may be under way.
      mayHold = heldBefore || Thread.currentThread().isInterrupted();
      throw e;
    }
    Endpoint granted = answer.external();
    if (granted == null) {
      throw new IOException("PCP: success without a port");
    }
    epoch.lostAt(answer.head().epochSeconds(), System.nanoTime());
    external = granted;
    return new Mapping(
        Protocol.PCP, granted, internalPort, Lifetime.granted(answer.head().lifetimeSeconds()));
  }

  /** Anyone's answer that carries our nonce, or one that says that PCP is not spoken at all. */
  private PcpMessage.@Nullable Mapped read(byte[] datagram) throws RefusedException {
    PcpMessage.Head head = PcpMessage.head(datagram);
    if (head != null && head.result() == PcpMessage.UNSUPPORTED_VERSION) {
      throw head.refusal();
    }
    PcpMessage.Mapped mapped = PcpMessage.mapped(datagram);
    if (mapped == null
        || !mapped.nonce().equals(Bytes.wrap(nonce))
        || mapped.internalPort() != internalPort) {
      return null;
    }
    if (mapped.head().result() != 0) {
      throw mapped.head().refusal();
    }
    return mapped;
  }

  /** Servers without ANNOUNCE refuse it, with the epoch all the same. */
  @Override
  public boolean holds() throws IOException {
    PcpMessage.Head head =
        ask(
            wiring.times().answer(),
            PcpMessage.announce(gateway.local()),
            datagram -> {
              PcpMessage.Head read = PcpMessage.head(datagram);
              if (read != null && read.result() == PcpMessage.UNSUPPORTED_VERSION) {
                throw read.refusal();
              }
              return read;
            });
    return !epoch.lostAt(head.epochSeconds(), System.nanoTime());
  }

  @Override
  public boolean mayHold() {
    return mayHold;
  }

  @Override
  public void unmap() throws IOException {
    if (mayHold) {
      mayHold = false;
      byte[] question = PcpMessage.map(gateway.local(), nonce, internalPort, 0, external);
      external = null;
      ask(wiring.times().remove(), question, this::read);
    }
  }

  private <T> T ask(int withinMillis, byte[] question, UdpExchange.AnswerReader<T> reader)
      throws IOException {
    return UdpExchange.ask(gateway, wiring, withinMillis, question, reader);
  }
}
