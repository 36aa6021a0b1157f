package org.xorcast.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.Rung;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathCore;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.path.TunnelCounters;
import org.xorcast.core.path.Via;

/**
 * All links of a node: does what the core's effects say and raises the core's events.
 *
 * <p>Belongs to the node's loop; only {@link #open} is called from elsewhere, before everything
 * else.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is scheduled here cannot fail.
public final class QuicLinks {
  /** A link's way has changed. */
  public record Moved(long link, PeerId peer, Via from, Via to) {}

  private static final Bytes NOTHING = Bytes.wrap(new byte[0]);
  private static final long DIAL_SECONDS = 3;
  private static final long STRAIGHT_MILLIS = 1000;
  private static final long ACCEPT_SECONDS = 3;

  /** How long a peer may take to confirm that it has got all until the close. */
  private static final long CLOSING_MILLIS = 1000;

  private final Transport transport;
  private final EventLoop loop;
  private final Consumer<Event> events;
  private final Traffic traffic = new Traffic();
  private final QuicPort port;
  private final RelayLimits limits;
  private final Consumer<Moved> moves;
  private @Nullable Paths paths;
  private @Nullable TunnelClient tunnelClient;

  /** Who was at the other end of a tunnel; no more than there are tunnels to be tried. */
  private final Map<Endpoint, PeerId> tunnelEnds = new HashMap<>();

  private final Map<Long, Connection> connections = new HashMap<>();
  private final ArrayDeque<Connection> wantPump = new ArrayDeque<>();
  private boolean pumpScheduled;
  private long lastNumber;
  private boolean closing;

  /**
   * @param limits what it does for others as a relay
   * @param events called on the loop, possibly from inside a call of this object
   * @param moves told on the loop when a link takes another way
   */
  public QuicLinks(
      Transport transport,
      EventLoop loop,
      LinkTls tls,
      RelayLimits limits,
      Consumer<Event> events,
      Consumer<Moved> moves) {
    this.transport = transport;
    this.loop = loop;
    this.limits = limits;
    this.events = events;
    this.moves = moves;
    this.port = new QuicPort(transport, loop, tls, traffic, this::accept);
  }

  /**
   * Opens the socket; from here on links may come in.
   *
   * @return the address it is bound to
   * @throws org.xorcast.PortInUseException if the port belongs to another socket
   */
  public InetSocketAddress open(InetSocketAddress address) {
    InetSocketAddress bound = port.open(address);
    List<Endpoint> own = OwnEndpoints.of(bound);
    // Whoever hears of the address may send there at once, and is to be answered.
    loop.submit(
            () -> {
              paths = new Paths(loop, port, this, own, limits, events, moves);
              port.pathsTo(paths);
            })
        .syncUninterruptibly();
    return bound;
  }

  /**
   * Takes tunnels in at a TCP port; to be called once, after {@link #open}.
   *
   * @return the address it is bound to
   * @throws org.xorcast.PortInUseException if the port belongs to another socket
   */
  public InetSocketAddress takeTunnels(InetSocketAddress address) {
    TunnelServer server = new TunnelServer(loop, port.demux().tunnels());
    InetSocketAddress bound = server.listen(transport, address);
    loop.execute(() -> port.closeFuture().addListener(closed -> server.close()));
    return bound;
  }

  /** Goes through tunnels while UDP gets nowhere; to be called once, after {@link #open}. */
  public void tunnelBy(List<TunnelTarget> targets) {
    TunnelClient.Host host =
        new TunnelClient.Host() {
          @Override
          public void tunnelled(List<Endpoint> relays) {
            paths().tunnelled(relays);
          }

          @Override
          public void leaveTunnels() {
            tunnelEnds.clear();
            paths().leaveTunnels();
          }

          @Override
          public void probe(Endpoint to, byte[] datagram) {
            port.send(new Via.Direct(to), datagram);
          }
        };
    TunnelClient client =
        new TunnelClient(loop, transport, port.demux(), host, () -> upCount() > 0);
    loop.execute(() -> {
      tunnelClient = client;
      client.start(targets.stream().filter(target -> port.reaches(target.udp())).toList());
      port.closeFuture().addListener(closed -> client.close());
    });
  }

  /** What became of tunnels. */
  public TunnelCounters tunnels() {
    return port.demux().tunnels().counters();
  }

  /** Whether a datagram that looks like STUN answers the question whether UDP passes. */
  boolean isProbeAnswer(byte[] datagram) {
    return tunnelClient != null && tunnelClient.received(datagram);
  }

  private Paths paths() {
    if (paths == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return paths;
  }

  /** The addresses of this machine are others now. On the loop. */
  public void own(List<Endpoint> changed) {
    if (!closing) {
      paths().own(changed);
    }
  }

  /** A gateway passes on to this node what comes there, or none does any more. On the loop. */
  public void mapped(@Nullable Endpoint external) {
    if (!closing) {
      paths().mapped(external);
    }
  }

  /** The ways of the links, and this node's own place. */
  public PathCore pathCore() {
    return paths().core();
  }

  /** Has what looks like KRPC taken, on the loop; without it, such datagrams are dropped. */
  public void krpcTo(BiConsumer<Endpoint, byte[]> taker) {
    port.krpcTo(taker);
  }

  /** Sends a datagram that is no QUIC; nothing happens if the socket cannot send there. */
  public void send(Endpoint to, byte[] datagram) {
    if (!closing) {
      paths().contacted(to);
      port.send(new Via.Direct(to), datagram);
    }
  }

  public Traffic traffic() {
    return traffic;
  }

  /** Links that are up. */
  public int upCount() {
    int count = 0;
    for (Connection connection : connections.values()) {
      count += connection.isUp() ? 1 : 0;
    }
    return count;
  }

  public boolean isDialled(long link) {
    Connection connection = connections.get(link);
    return connection != null && connection.isDialled();
  }

  /** Where a link's packets go, null if there is no such link. */
  public @Nullable Via via(long link) {
    return paths().core().via(link);
  }

  /** How they get there. */
  public Rung rung(long link, Via via) {
    if (!via.isDirect()) {
      return Rung.RELAYED;
    }
    if (port.demux().tunnels().leadsTo(Addresses.socketAddress(via.next()))) {
      return Rung.TUNNELLED;
    }
    return paths().core().isPunched(link) ? Rung.PUNCHED : Rung.DIRECT;
  }

  // ---- effects ----------------------------------------------------------------------------------

  /** Opens a link; a {@code LinkUp} or a {@code DialFailed} follows. */
  public void dial(Endpoint to, @Nullable PeerId expected) {
    dial(to, expected, List.of(to), List.of());
  }

  /** Opens a link along all ways of a record, see {@link DialPlan}; the same follows. */
  public void dial(PeerRecord record) {
    dial(record.anyEndpoint(), record.peer(), record.endpoints(), record.relays());
  }

  private void dial(
      Endpoint name, @Nullable PeerId expected, List<Endpoint> endpoints, List<Endpoint> relays) {
    Connection connection = Connection.dialled(this, ++lastNumber, name, expected);
    connections.put(connection.number(), connection);
    List<Endpoint> tunnel = tunnelTo(expected);
    List<Endpoint> at = tunnel.isEmpty() ? endpoints : tunnel;
    boolean across = expected != null && DialPlan.lacksIpv4(at, relays, this::mayDial);
    List<Endpoint> through =
        Stream.concat(
                tunnelsAhead(expected, at),
                across ? paths().core().helpers().stream() : relays.stream())
            .toList();
    DialPlan plan = DialPlan.of(at, through, this::mayDial);
    if (closing || plan.isEmpty()) {
      connection.failHandshake(CloseReason.UNREACHABLE);
      connection.ended();
      return;
    }
    if (tunnelClient != null && relays.stream().noneMatch(paths().core().tunnels()::contains)) {
      tunnelClient.want(relays.stream().filter(this::mayDial).toList());
    }
    Way way = port.newWay();
    way.belongsTo(connection.number());
    connection.goes(way);
    plan.straight().forEach(endpoint -> way.tried().add(new Via.Direct(endpoint)));
    if (!plan.later().isEmpty()) {
      loop.schedule(() -> offerStraight(way, plan.later()), STRAIGHT_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (expected != null) {
      paths().dialling(connection.number(), expected, plan.places(), plan.relays());
    }
    loop.schedule(
        () -> connection.failHandshake(CloseReason.UNREACHABLE), DIAL_SECONDS, TimeUnit.SECONDS);
    port.dial(way, connection).addListener((Future<QuicChannel> f) -> dialled(connection, f));
  }

  /**
   * The tunnel at whose other end that peer was, if there is one: its other addresses lead nowhere.
   */
  private List<Endpoint> tunnelTo(@Nullable PeerId expected) {
    return paths().core().tunnels().stream()
        .filter(tunnel -> expected != null && Objects.equals(tunnelEnds.get(tunnel), expected))
        .limit(1)
        .toList();
  }

  private boolean mayDial(Endpoint endpoint) {
    return port.reaches(endpoint) && !TunnelEnd.is(endpoint);
  }

  /** While UDP gets nowhere, whoever is to be called may be linked with one who has a tunnel. */
  private Stream<Endpoint> tunnelsAhead(@Nullable PeerId expected, List<Endpoint> straight) {
    List<Endpoint> tunnels = paths().core().tunnels();
    boolean isTheirEnd = straight.stream().anyMatch(tunnels::contains);
    return expected == null || isTheirEnd ? Stream.empty() : tunnels.stream();
  }

  private void offerStraight(Way way, List<Endpoint> endpoints) {
    if (way.via() == null && !closing) {
      endpoints.forEach(endpoint -> port.offer(way, new Via.Direct(endpoint)));
    }
  }

  private static void dialled(Connection connection, Future<QuicChannel> done) {
    if (done.isSuccess()) {
      connection.established(done.getNow());
    } else {
      connection.failHandshake(CloseReason.REFUSED);
      connection.ended();
    }
  }

  /** Queues one frame. The body is shared and neither copied nor changed while it waits. */
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    Connection connection = connections.get(link);
    if (connection != null) {
      connection.send(channel, head, body);
    }
  }

  /** Closes a link after what was sent on it has left; no event follows. */
  public void close(long link, CloseReason reason) {
    Connection connection = connections.get(link);
    if (connection != null) {
      connection.close(reason);
    }
  }

  /**
   * Refuses new links, and closes the socket when the last one is gone, in {@code millis} at the
   * latest.
   *
   * @return completes when the socket is closed
   */
  public Future<?> closeWhenIdle(long millis) {
    closing = true;
    paths().close();
    loop.schedule(port::close, millis, TimeUnit.MILLISECONDS);
    // Nobody waits for handshakes any more; links end by themselves.
    List.copyOf(connections.values()).forEach(c -> c.failHandshake(CloseReason.LEAVING));
    closeIfIdle();
    return port.closeFuture();
  }

  private void closeIfIdle() {
    if (closing && connections.isEmpty()) {
      port.close();
    }
  }

  // ---- connections ------------------------------------------------------------------------------

  private ChannelHandler accept() {
    Connection connection = Connection.accepted(this, ++lastNumber);
    connections.put(connection.number(), connection);
    Way way = port.arriving();
    way.belongsTo(connection.number());
    connection.goes(way);
    return connection;
  }

  void began(Connection connection) {
    if (!connection.isDialled()) {
      port.demux().halfOpened();
      loop.schedule(
          () -> connection.failHandshake(CloseReason.TIMEOUT), ACCEPT_SECONDS, TimeUnit.SECONDS);
    }
  }

  void handshakeOver(Connection connection) {
    if (!connection.isDialled()) {
      port.demux().halfOpenDone();
    }
  }

  void raise(Event event) {
    events.accept(event);
  }

  /** A handshake is over, and nobody has been told yet. */
  void established(Connection connection, PeerId peer, Via via) {
    if (paths().core().tunnels().contains(via.next()) && via.isDirect()) {
      tunnelEnds.put(via.next(), peer);
    }
    paths().linkUp(connection.number(), peer, via, connection.isDialled());
  }

  /**
   * A frame about paths came.
   *
   * @throws org.xorcast.core.wire.WireException if it is malformed
   */
  void pathFrame(Connection connection, byte[] frame) {
    paths().frame(connection.number(), frame);
  }

  void sendPathFrame(long link, byte[] frame) {
    send(link, Channel.CONTROL, frame, NOTHING);
  }

  void offer(long link, Via via) {
    Way way = way(link);
    if (way != null) {
      port.offer(way, via);
    }
  }

  void use(long link, Via via) {
    Way way = way(link);
    if (way != null && port.reaches(via.next())) {
      way.use(via);
    }
  }

  long sentNanos(long link) {
    Way way = way(link);
    return way == null ? 0 : way.sentNanos();
  }

  private @Nullable Way way(long link) {
    Connection connection = connections.get(link);
    return connection == null ? null : connection.way();
  }

  void blocked(int lanes) {
    port.demux().blocked(lanes);
  }

  /** How many datagrams have left the socket. */
  long datagramsOut() {
    return traffic.datagramsOut();
  }

  void limitClosing(Connection connection) {
    loop.schedule(connection::closeNow, CLOSING_MILLIS, TimeUnit.MILLISECONDS);
  }

  void ended(Connection connection) {
    connections.remove(connection.number());
    Way way = connection.way();
    if (way != null) {
      port.forget(way);
    }
    if (paths != null) {
      paths.linkDown(connection.number());
    }
    closeIfIdle();
  }

  /** Sends and closes later, once for all that happens until then. */
  void wantsPump(Connection connection) {
    wantPump.add(connection);
    if (!pumpScheduled) {
      pumpScheduled = true;
      loop.execute(this::pump);
    }
  }

  private void pump() {
    pumpScheduled = false;
    port.hold();
    try {
      for (int left = wantPump.size(); left > 0; left--) {
        wantPump.remove().pump();
      }
    } finally {
      port.release();
    }
  }
}
