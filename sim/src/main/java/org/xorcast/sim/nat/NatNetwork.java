package org.xorcast.sim.nat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.path.Via;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;
import org.xorcast.sim.Carrier;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/** Carries the frames of a world's nodes through NATs. */
public final class NatNetwork implements Carrier {
  private static final long DIAL_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long HELLO_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  /** Who names relays is dialled straight only if none of them helps. */
  private static final long STRAIGHT_NANOS = Duration.ofSeconds(1).toNanos();

  /** A piece that was dropped is sent again after this, and after twice as long each time. */
  private static final long AGAIN_NANOS = Duration.ofMillis(200).toNanos();

  private static final int AGAIN_DOUBLINGS = 3;
  private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long CLOSING_NANOS = Duration.ofSeconds(3).toNanos();

  private static final int PORT = 4001;

  /** Outer addresses: as many networks of 16 bits as there are, so that few nodes share one. */
  private static final int NETWORKS_FIRST = 11;

  private static final int NETWORKS = 80;

  private final World world;
  private final Rng rng;
  private final List<Host> hosts = new ArrayList<>();
  private final Map<SimNode, Host> byNode = new HashMap<>();
  private final Map<Bytes, Host> byOuterIp = new HashMap<>();
  private long lastLink;

  public NatNetwork(World world, Rng rng) {
    this.world = world;
    this.rng = rng;
    world.carryBy(this);
  }

  /** Adds a node to the world, behind a box of that kind. */
  public SimNode addNode(String network, NatKind kind) {
    int index = hosts.size();
    Endpoint outside = outside(index);
    // 10.0.0.0/8 means something at home only.
    Endpoint inside = kind.translates() ? Endpoint.ofIpv4(10 << 24 | index, PORT) : outside;
    SimNode node = world.addNode(network, index, inside);
    NatBox box = new NatBox(kind, outside.ip(), rng.fork());
    Host host = new Host(this, node, inside, box, RelayLimits.BY_THE_WAY, rng.fork());
    hosts.add(host);
    byNode.put(node, host);
    byOuterIp.put(outside.ip(), host);
    return node;
  }

  private static Endpoint outside(int index) {
    int first = NETWORKS_FIRST + index % NETWORKS;
    int second = index / NETWORKS & 0xff;
    int third = index / NETWORKS / 0x100;
    return Endpoint.ofIpv4(first << 24 | second << 16 | third << 8 | 1, PORT);
  }

  private Host host(SimNode node) {
    Host host = byNode.get(node);
    if (host == null) {
      throw new IllegalStateException("node " + node.index() + " is not behind one of these NATs");
    }
    return host;
  }

  long nowNanos() {
    return world.nowNanos();
  }

  // ---- time -------------------------------------------------------------------------------------

  /** A host does something now, after what it is doing. */
  void soon(Host host, Runnable what) {
    at(host, nowNanos(), what);
  }

  /** A host that lives then does something, when it does not stand still. */
  void at(Host host, long nanos, Runnable what) {
    world.at(
        nanos,
        () -> {
          long until = world.barriers().pausedUntil(host.node());
          if (until > nowNanos()) {
            at(host, until, what);
          } else if (host.node().isAlive()) {
            what.run();
            host.arm();
          }
        });
  }

  void raise(Host host, Event event) {
    world.raise(nowNanos(), host.node(), event);
  }

  // ---- packets ----------------------------------------------------------------------------------

  void send(Host from, Via via, Packet packet) {
    switch (via) {
      case Via.Direct(Endpoint to, int socket) ->
          transmit(from, from.portOf(socket), to, 0, packet);
      case Via.Relayed(Endpoint relay, int flow) ->
          transmit(from, from.portOf(0), relay, flow, packet);
    }
  }

  /**
   * A packet leaves a host.
   *
   * @param flow of a relay, 0 if it goes through none
   */
  private void transmit(Host from, int port, Endpoint to, int flow, Packet packet) {
    Endpoint source = from.box().out(port, to, nowNanos());
    Host next = byOuterIp.get(to.ip());
    if (next == null || !world.passes(from.node(), next.node())) {
      lost(packet);
      return;
    }
    long arrivalNanos = nowNanos() + world.latencyNanos(from.node(), next.node());
    world.at(arrivalNanos, () -> arrives(next, to.port(), source, flow, packet));
  }

  private void arrives(Host at, int outerPort, Endpoint source, int flow, Packet packet) {
    long until = world.barriers().pausedUntil(at.node());
    if (until > nowNanos()) {
      world.at(until, () -> arrives(at, outerPort, source, flow, packet));
      return;
    }
    int port = at.node().isAlive() ? at.box().in(outerPort, source, nowNanos()) : 0;
    int socket = port == 0 ? -1 : at.socketAt(port);
    if (socket < 0) {
      lost(packet);
    } else if (flow == 0) {
      received(at, new Via.Direct(source, socket), packet);
    } else {
      int size = packet.sizeBytes() + Via.RELAY_HEAD_BYTES;
      Endpoint next = at.core().route(source, flow, size, nowNanos());
      Via.Relayed via = new Via.Relayed(source, flow);
      if (next != null) {
        transmit(at, at.portOf(0), next, flow, packet);
      } else if (at.core().isForUs(via)) {
        received(at, via, packet);
      } else {
        lost(packet);
      }
    }
  }

  private void received(Host at, Via from, Packet packet) {
    switch (packet) {
      case Packet.Datagram datagram ->
          at.core().received(from, datagram.bytes().unwrap(), nowNanos(), at);
      case Packet.Hello hello -> hello(at, from, hello.from());
      case Packet.HelloBack back -> helloBack(at, from, back.from());
      case Packet.Piece piece -> piece(at, from, piece);
    }
    at.arm();
  }

  private void lost(Packet packet) {
    if (packet instanceof Packet.Piece piece) {
      LinkEnd end = piece.from();
      if (nowNanos() - piece.firstNanos() > limitNanos(end)) {
        end(end, CloseReason.TIMEOUT);
      } else {
        long wait = AGAIN_NANOS << Math.min(piece.attempt(), AGAIN_DOUBLINGS);
        at(end.host(), nowNanos() + wait, () -> sendAgain(piece));
      }
    }
  }

  private static long limitNanos(LinkEnd end) {
    return end.state == LinkEnd.State.CLOSING ? CLOSING_NANOS : IDLE_NANOS;
  }

  private void sendAgain(Packet.Piece piece) {
    LinkEnd end = piece.from();
    Via via = end.via;
    if (end.state != LinkEnd.State.GONE && via != null) {
      send(end.host(), via, piece.again());
    }
  }

  // ---- handshakes -------------------------------------------------------------------------------

  @Override
  public void dial(SimNode node, Endpoint to) {
    dial(host(node), to, null, List.of(to), List.of());
  }

  @Override
  public void dial(SimNode node, PeerRecord record) {
    Host host = host(node);
    dial(host, record.anyEndpoint(), record.peer(), record.endpoints(), record.relays());
  }

  private void dial(
      Host host,
      Endpoint name,
      @Nullable PeerId expected,
      List<Endpoint> straight,
      List<Endpoint> relays) {
    LinkEnd end = LinkEnd.dialled(++lastLink, host, name, expected);
    host.ends().put(end.link(), end);
    straight.forEach(host.core()::contacted);
    if (expected != null) {
      host.core().dialling(end.link(), expected, relays, nowNanos(), host);
    }
    if (relays.isEmpty()) {
      straight.forEach(to -> tryAlong(end, new Via.Direct(to)));
    } else {
      at(host, nowNanos() + STRAIGHT_NANOS, () -> tryStraight(end, straight));
    }
    at(host, nowNanos() + HELLO_AGAIN_NANOS, () -> helloAgain(end));
    at(host, nowNanos() + DIAL_NANOS, () -> dialFailed(end, CloseReason.UNREACHABLE));
    host.arm();
  }

  private void tryStraight(LinkEnd end, List<Endpoint> straight) {
    if (end.via == null) {
      straight.forEach(to -> tryAlong(end, new Via.Direct(to)));
    }
  }

  void tryAlong(LinkEnd end, Via via) {
    if (end.state == LinkEnd.State.HANDSHAKE) {
      end.tried.add(via);
      send(end.host(), via, new Packet.Hello(end));
    }
  }

  private void helloAgain(LinkEnd end) {
    if (end.state == LinkEnd.State.HANDSHAKE) {
      end.tried.forEach(via -> send(end.host(), via, new Packet.Hello(end)));
    }
  }

  private void dialFailed(LinkEnd end, CloseReason reason) {
    Endpoint target = end.target;
    if (end.state == LinkEnd.State.HANDSHAKE) {
      end.state = LinkEnd.State.GONE;
      end.host().ends().remove(end.link());
      end.host().core().linkDown(end.link(), end.host());
      if (target != null) {
        raise(end.host(), new Event.DialFailed(target, end.expected, reason));
      }
    }
  }

  private void hello(Host at, Via from, LinkEnd dialler) {
    LinkEnd end = at.ends().get(dialler.link());
    if (end == null && dialler.state == LinkEnd.State.HANDSHAKE) {
      LinkEnd accepted = LinkEnd.accepted(dialler.link(), at, dialler.host());
      at.ends().put(accepted.link(), accepted);
      at(at, nowNanos() + DIAL_NANOS, () -> dialFailed(accepted, CloseReason.TIMEOUT));
      end = accepted;
    }
    if (end != null && end.state == LinkEnd.State.HANDSHAKE) {
      end.answeredAlong(from);
      send(at, from, new Packet.HelloBack(end));
    }
  }

  private void helloBack(Host at, Via from, LinkEnd accepted) {
    LinkEnd end = at.ends().get(accepted.link());
    if (end == null || end.state != LinkEnd.State.HANDSHAKE) {
      return;
    }
    Host peer = accepted.host();
    if (end.expected != null && !end.expected.equals(peer.node().peer())) {
      dialFailed(end, CloseReason.WRONG_IDENTITY);
      return;
    }
    end.peer = peer;
    end.answeredAlong(from);
    send(end, new Packet.Finished());
    up(end, from);
  }

  private void up(LinkEnd end, Via via) {
    Host host = end.host();
    Host peer = end.peer;
    if (peer == null) {
      throw new IllegalStateException("a handshake with nobody");
    }
    end.state = LinkEnd.State.UP;
    host.core().linkUp(end.link(), peer.node().peer(), via, end.isDialled(), nowNanos(), host);
    Endpoint target = end.target;
    Endpoint remote = target == null || end.expected != null ? via.next() : target;
    boolean elsewhere = !via.isDirect() || !via.next().equals(remote);
    raise(
        host, new Event.LinkUp(end.link(), peer.node().peer(), remote, end.isDialled(), elsewhere));
  }

  // ---- links ------------------------------------------------------------------------------------

  @Override
  public void send(SimNode node, long link, byte[] head, Bytes body, boolean bulk) {
    LinkEnd end = host(node).up(link);
    Host peer = end == null ? null : end.peer;
    if (end == null || peer == null) {
      return;
    }
    long leavesNanos = world.leaves(node, peer.node(), head, body, bulk);
    end.sentNanos = nowNanos();
    end.host().count(end, body.length());
    Packet.Frame frame = new Packet.Frame(Bytes.wrap(Carrier.frame(head, body)), body.length());
    if (leavesNanos <= nowNanos()) {
      send(end, frame);
    } else {
      at(end.host(), leavesNanos, () -> send(end, frame));
    }
  }

  /** Sends a frame about paths, which is none of the node's traffic. */
  void sendFrame(Host host, long link, byte[] frame) {
    LinkEnd end = host.up(link);
    if (end != null) {
      send(end, new Packet.Frame(Bytes.wrap(frame), 0));
    }
  }

  private void send(LinkEnd end, Packet.Cargo cargo) {
    Via via = end.via;
    if (via != null && end.state != LinkEnd.State.GONE) {
      send(end.host(), via, new Packet.Piece(end, end.nextNumber(), cargo, nowNanos(), 0));
    }
  }

  private void piece(Host at, Via from, Packet.Piece piece) {
    LinkEnd end = at.ends().get(piece.from().link());
    if (end == null) {
      return;
    }
    if (end.state == LinkEnd.State.UP && !from.equals(end.via)) {
      at.core().foreign(end.link(), from, nowNanos(), at);
    }
    for (Packet.Cargo cargo : end.take(piece)) {
      switch (cargo) {
        case Packet.Finished finished -> {
          Via via = end.via;
          if (end.state == LinkEnd.State.HANDSHAKE && via != null) {
            up(end, via);
          }
        }
        case Packet.Frame frame -> frame(end, frame);
        case Packet.Close close -> end(end, close.reason());
      }
    }
  }

  private void frame(LinkEnd end, Packet.Frame frame) {
    Host host = end.host();
    if (end.state != LinkEnd.State.UP) {
      return;
    }
    byte[] bytes = frame.bytes().unwrap();
    byte first = bytes[0];
    if (first < FrameType.CALL.number() || first > FrameType.GUESS.number()) {
      world.arrives(nowNanos(), host.node(), end.link(), bytes, frame.bodyBytes());
      return;
    }
    try {
      host.core().frame(end.link(), bytes, nowNanos(), host);
    } catch (WireException e) {
      throw new IllegalStateException("a path core does not understand another", e);
    }
  }

  @Override
  public void close(SimNode node, long link, CloseReason reason) {
    Host host = host(node);
    LinkEnd end = host.up(link);
    if (end != null) {
      send(end, new Packet.Close(reason));
      end.state = LinkEnd.State.CLOSING;
      host.core().linkDown(link, host);
      at(host, nowNanos() + CLOSING_NANOS, () -> end(end, reason));
      host.arm();
    }
  }

  /** This end is gone; the engine is told unless it has closed it itself. */
  private void end(LinkEnd end, CloseReason reason) {
    boolean up = end.state == LinkEnd.State.UP;
    end.state = LinkEnd.State.GONE;
    end.host().ends().remove(end.link());
    if (up) {
      end.host().core().linkDown(end.link(), end.host());
      raise(end.host(), new Event.LinkDown(end.link(), reason));
    }
  }

  @Override
  public boolean reset(Rng chances) {
    List<LinkEnd> ends = List.copyOf(hosts.get(chances.nextInt(hosts.size())).ends().values());
    if (ends.isEmpty()) {
      return false;
    }
    LinkEnd end = ends.get(chances.nextInt(ends.size()));
    Host peer = end.peer;
    LinkEnd other = peer == null ? null : peer.ends().get(end.link());
    if (other == null || end.state != LinkEnd.State.UP || other.state != LinkEnd.State.UP) {
      return false;
    }
    end(end, CloseReason.UNKNOWN);
    end(other, CloseReason.UNKNOWN);
    return true;
  }

  @Override
  public @Nullable SimNode peerOf(SimNode node, long link) {
    LinkEnd end = host(node).up(link);
    Host peer = end == null ? null : end.peer;
    return peer == null ? null : peer.node();
  }

  // ---- figures ----------------------------------------------------------------------------------

  /** Traffic before this is none of the {@link #census}. */
  public void countFromNow() {
    hosts.forEach(Host::countFromNow);
  }

  /** How those that live are connected now, and what went which way. */
  public Census census() {
    return Census.of(hosts);
  }
}
