package org.xorcast.sim.nat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathCore;
import org.xorcast.core.path.PathEffects;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.path.Via;
import org.xorcast.sim.SimNode;

/** A node's machine: its sockets, the box in front of it, its path core, its ends of links. */
final class Host implements PathEffects {
  /** Sockets opened later have ports from here on. */
  private static final int SIDE_PORTS = 20_000;

  private final NatNetwork network;
  private final SimNode node;
  private final Endpoint inside;
  private final NatBox box;
  private final PathCore core;
  private final Map<Long, LinkEnd> ends = new LinkedHashMap<>();
  private final Map<Integer, Long> sideSockets = new HashMap<>();
  private int lastSocket;
  private long wakeNanos = Deadlines.NEVER;

  /** Payload bytes that it has handed to its links since {@link #countFromNow}, by rung. */
  private final long[] payloadBytes = new long[Rung.values().length];

  /**
   * @param inside where its own socket is
   */
  Host(NatNetwork network, SimNode node, Endpoint inside, NatBox box, RelayLimits limits, Rng rng) {
    this.network = network;
    this.node = node;
    this.inside = inside;
    this.box = box;
    this.core =
        new PathCore(
            List.of(inside),
            limits,
            count -> {
              byte[] bytes = new byte[count];
              for (int i = 0; i < count; i++) {
                bytes[i] = (byte) rng.nextLong();
              }
              return bytes;
            });
  }

  SimNode node() {
    return node;
  }

  NatBox box() {
    return box;
  }

  PathCore core() {
    return core;
  }

  Map<Long, LinkEnd> ends() {
    return ends;
  }

  /** Its end of a link that stands, null if there is none. */
  @Nullable LinkEnd up(long link) {
    LinkEnd end = ends.get(link);
    return end != null && end.state == LinkEnd.State.UP ? end : null;
  }

  // ---- sockets ----------------------------------------------------------------------------------

  int portOf(int socket) {
    return socket == 0 ? inside.port() : SIDE_PORTS + socket;
  }

  /** The socket with that port, -1 if there is none. */
  int socketAt(int port) {
    int socket = port == inside.port() ? 0 : port - SIDE_PORTS;
    return socket == 0 || sideSockets.containsKey(socket) ? socket : -1;
  }

  @Override
  public void openSockets(long link, int count) {
    for (int i = 0; i < count; i++) {
      int socket = ++lastSocket;
      sideSockets.put(socket, link);
      network.soon(this, () -> core.socketOpened(link, socket, this));
    }
  }

  @Override
  public void closeSockets(long link, int kept) {
    sideSockets.entrySet().removeIf(e -> e.getValue() == link && e.getKey() != kept);
  }

  // ---- what the path core wants -----------------------------------------------------------------

  @Override
  public void send(Via via, byte[] datagram, boolean opener) {
    if (opener) {
      box.out(portOf(0), via.next(), network.nowNanos());
    } else {
      network.send(this, via, new Packet.Datagram(Bytes.wrap(datagram)));
    }
  }

  @Override
  public void sendAside(Endpoint to, byte[] datagram) {
    network.send(this, new Via.Direct(to, ++lastSocket), new Packet.Datagram(Bytes.wrap(datagram)));
  }

  @Override
  public void sendFrame(long link, byte[] frame) {
    network.sendFrame(this, link, frame);
  }

  @Override
  public void offer(long link, Via via) {
    LinkEnd end = ends.get(link);
    if (end != null && end.state == LinkEnd.State.HANDSHAKE) {
      network.tryAlong(end, via);
    }
  }

  @Override
  public void use(long link, Via via) {
    LinkEnd end = ends.get(link);
    if (end != null) {
      end.via = via;
    }
  }

  @Override
  public void moved(long link, PeerId peer, Via from, Via to) {}

  @Override
  public void relays(List<Endpoint> relays) {
    network.raise(this, new Event.Relays(relays));
  }

  @Override
  public void provedMapped(@Nullable Endpoint endpoint) {
    network.raise(this, new Event.Mapped(endpoint));
  }

  @Override
  public long sentNanos(long link) {
    LinkEnd end = ends.get(link);
    return end == null ? 0 : end.sentNanos;
  }

  // ---- time -------------------------------------------------------------------------------------

  /** Has the path core woken in time; to be called after everything that it has handled. */
  void arm() {
    long next = Math.max(core.nextDeadlineNanos(), network.nowNanos());
    if (next < wakeNanos) {
      wakeNanos = next;
      network.at(this, next, () -> wake(next));
    }
  }

  private void wake(long nanos) {
    if (wakeNanos == nanos) {
      wakeNanos = Deadlines.NEVER;
      core.wake(network.nowNanos(), this);
    }
  }

  // ---- figures ----------------------------------------------------------------------------------

  /** The rung of a link that is up. */
  Rung rung(LinkEnd end) {
    Via via = end.via;
    if (via == null || !via.isDirect()) {
      return Rung.RELAYED;
    }
    return core.isPunched(end.link()) ? Rung.PUNCHED : Rung.DIRECT;
  }

  void countFromNow() {
    Arrays.fill(payloadBytes, 0);
  }

  void count(LinkEnd end, int bodyBytes) {
    payloadBytes[rung(end).ordinal()] += bodyBytes;
  }

  long payloadBytes(Rung rung) {
    return payloadBytes[rung.ordinal()];
  }
}
