package org.xorcast.sim.nat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** The NAT or firewall in front of one host. */
final class NatBox {
  /** What nothing goes through is forgotten after this: as short as is found in the field. */
  static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final int PORT_MIN = 1024;
  private static final int PORTS = 0x10000 - PORT_MIN;

  /** Flows beyond which those that are over are looked for. */
  private static final int FLOWS_SWEPT = 4096;

  /** An inner socket as others see it; towards one of them only if each gets a port of its own. */
  private record Inner(int port, @Nullable Endpoint to) {}

  private record Flow(int outerPort, Object with) {}

  private final NatKind kind;
  private final Bytes outerIp;
  private final Rng rng;
  private final Map<Inner, Integer> outer = new HashMap<>();
  private final Map<Integer, Inner> inner = new HashMap<>();
  private final Map<Flow, Long> flows = new HashMap<>();

  /**
   * @param outerIp the address that others see
   */
  NatBox(NatKind kind, Bytes outerIp, Rng rng) {
    this.kind = kind;
    this.outerIp = outerIp;
    this.rng = rng;
  }

  NatKind kind() {
    return kind;
  }

  Bytes outerIp() {
    return outerIp;
  }

  /** A packet goes out; returns where others see it come from. */
  Endpoint out(int innerPort, Endpoint to, long nowNanos) {
    Inner socket = new Inner(innerPort, kind.isEachItsPort() ? to : null);
    Integer known = outer.get(socket);
    int port = known == null ? map(socket, nowNanos) : known;
    if (flows.size() >= FLOWS_SWEPT) {
      flows.values().removeIf(lastNanos -> nowNanos - lastNanos > IDLE_NANOS);
    }
    flows.put(new Flow(port, filtered(to)), nowNanos);
    return new Endpoint(outerIp, port);
  }

  private int map(Inner socket, long nowNanos) {
    int port = socket.port;
    while (kind.isEachItsPort() && (port == socket.port || isTaken(port, nowNanos))) {
      port = PORT_MIN + rng.nextInt(PORTS);
    }
    Inner before = inner.put(port, socket);
    if (before != null) {
      outer.remove(before);
    }
    outer.put(socket, port);
    return port;
  }

  private boolean isTaken(int port, long nowNanos) {
    Inner socket = inner.get(port);
    Endpoint to = socket == null ? null : socket.to;
    return to != null && lives(new Flow(port, filtered(to)), nowNanos);
  }

  /** A packet comes in; returns to which port inside, 0 if it is dropped. */
  int in(int outerPort, Endpoint from, long nowNanos) {
    Inner socket = inner.get(outerPort);
    if (!kind.translates() && kind.filter() == NatKind.Filter.NONE) {
      return outerPort;
    }
    if (socket == null) {
      return 0;
    }
    if (kind.filter() == NatKind.Filter.NONE) {
      return socket.port;
    }
    Flow flow = new Flow(outerPort, filtered(from));
    if (!lives(flow, nowNanos)) {
      return 0;
    }
    flows.put(flow, nowNanos);
    return socket.port;
  }

  private boolean lives(Flow flow, long nowNanos) {
    Long lastNanos = flows.get(flow);
    return lastNanos != null && nowNanos - lastNanos <= IDLE_NANOS;
  }

  /** What of the other end decides whether its packets come in. */
  private Object filtered(Endpoint other) {
    return kind.filter() == NatKind.Filter.ADDRESS ? other.ip() : other;
  }
}
