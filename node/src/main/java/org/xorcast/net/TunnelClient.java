package org.xorcast.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.UdpProbe;
import org.xorcast.core.path.Via;

/**
 * Finds out that UDP gets nowhere, opens tunnels to relays then, and closes them when UDP passes
 * again. Belongs to the loop.
 *
 * <p>UDP is taken to get nowhere if for {@value #QUIET_SECONDS} s nothing has come by it and no
 * link is up; and to pass again when a relay's answer to a STUN request has come by it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is scheduled here cannot fail.
final class TunnelClient {
  static final int QUIET_SECONDS = 5;

  /** As many as a node has relays. */
  static final int TUNNELS_MAX = 3;

  /** To relays of those who are called, beside these. */
  static final int WANTED_MAX = 5;

  /** A relay that somebody else has named and that takes no tunnels is not tried again. */
  private static final int WANTED_FAILURES_MAX = 2;

  /** The same at the relay is slower, so that the new tunnel is there before the links are gone. */
  private static final int SILENCE_SECONDS = 15;

  private static final int TICK_SECONDS = 1;
  private static final int PROBE_SECONDS = 60;

  /** Where STUN passes and QUIC does not, the way back is tried more and more seldom. */
  private static final int PROBE_MAX_SECONDS = 3600;

  private static final int RETURN_SECONDS = 120;
  private static final int BACKOFF_MAX_SECONDS = 30;

  /** How long links through a relay may take to find straight ways when UDP passes again. */
  private static final int LEAVE_SECONDS = 10;

  private static final int TRANSACTION_BYTES = 12;
  private static final Logger log = LoggerFactory.getLogger(TunnelClient.class);

  /** What a client needs of its node. */
  interface Host {
    /** Tells which relays have a tunnel now. */
    void tunnelled(List<Endpoint> relays);

    /** UDP passes again, all tunnels are closed. */
    void leaveTunnels();

    /** Sends a datagram by UDP, as STUN always is. */
    void probe(Endpoint to, byte[] datagram);
  }

  private final class Attempt implements Tunnel.Owner {
    final TunnelTarget target;
    final boolean wanted;
    @Nullable Tunnel tunnel;
    boolean stands;
    boolean busy;
    int failures;
    int restSeconds;

    Attempt(TunnelTarget target, boolean wanted) {
      this.target = target;
      this.wanted = wanted;
    }

    @Override
    public void stands(Tunnel opened) {
      if (!tunnelled) {
        opened.close();
        return;
      }
      log.info("UDP gets nowhere: a tunnel to {} by TCP {}", target.udp(), target.tcp());
      stands = true;
      failures = 0;
      demux.tunnels().add(opened);
      tell();
      demux.again(new Via.Direct(target.udp()));
    }

    @Override
    public void ended(Tunnel closed) {
      demux.tunnels().remove(closed);
      boolean stood = stands;
      failed();
      if (stood && tunnelled) {
        log.info("the tunnel to {} has ended", target.udp());
        probeSeconds = probeEverySeconds; // It may be another network by now.
        tell();
      }
    }

    void failed() {
      tunnel = null;
      stands = false;
      busy = false;
      restSeconds = Math.min(BACKOFF_MAX_SECONDS, 1 << Math.min(failures++, 10));
    }
  }

  private final EventLoop loop;
  private final Transport transport;
  private final Demux demux;
  private final Host host;
  private final BooleanSupplier linked;
  private final List<Attempt> attempts = new ArrayList<>();
  private final UdpProbe probe = new UdpProbe();
  private final SecureRandom random = new SecureRandom();
  private @Nullable SslContext tls;
  private @Nullable Future<?> timer;
  private boolean tunnelled;
  private boolean told;
  private int quietSeconds;
  private int probeSeconds;
  private int leaveSeconds;
  private int probeEverySeconds = PROBE_SECONDS;
  private int sinceLeftSeconds = RETURN_SECONDS;
  private long udpSeen;

  /**
   * @param linked whether a link is up
   */
  TunnelClient(
      EventLoop loop, Transport transport, Demux demux, Host host, BooleanSupplier linked) {
    this.loop = loop;
    this.transport = transport;
    this.demux = demux;
    this.host = host;
    this.linked = linked;
  }

  void start(List<TunnelTarget> targets) {
    startStopped(targets);
    if (!attempts.isEmpty()) {
      timer = loop.scheduleAtFixedRate(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The same, with a clock that {@link #tick} moves. */
  void startStopped(List<TunnelTarget> targets) {
    targets.forEach(target -> attempts.add(new Attempt(target, false)));
  }

  /** A second has passed. */
  void tick() {
    sinceLeftSeconds = Math.min(RETURN_SECONDS, sinceLeftSeconds + TICK_SECONDS);
    if (leaveSeconds > 0) {
      leaveSeconds -= TICK_SECONDS;
      if (leaveSeconds == 0) {
        closeAll();
      }
    } else if (!tunnelled) {
      watch();
    } else {
      reconnect();
      probeSeconds += TICK_SECONDS;
      if (probeSeconds >= probeEverySeconds) {
        probeSeconds = 0;
        probeUdp();
      }
    }
  }

  private void watch() {
    boolean quiet = demux.udpDatagrams() == udpSeen && !linked.getAsBoolean();
    udpSeen = demux.udpDatagrams();
    quietSeconds = quiet ? quietSeconds + TICK_SECONDS : 0;
    if (quietSeconds >= QUIET_SECONDS) {
      quietSeconds = 0;
      tunnelled = true;
      probeSeconds = 0;
      boolean inVain = sinceLeftSeconds < RETURN_SECONDS;
      probeEverySeconds =
          inVain ? Math.min(PROBE_MAX_SECONDS, 2 * probeEverySeconds) : PROBE_SECONDS;
      reconnect();
    }
  }

  private List<Endpoint> relays() {
    return attempts.stream().filter(a -> a.stands).map(a -> a.target.udp()).toList();
  }

  /**
   * Somebody is to be called through one of these relays: a tunnel to one of them is opened, too.
   * What is beyond {@value #WANTED_MAX} is passed over.
   */
  void want(List<Endpoint> relays) {
    long wanted = attempts.stream().filter(a -> a.wanted).count();
    boolean there =
        relays.stream()
            .anyMatch(relay -> attempts.stream().anyMatch(a -> a.target.udp().equals(relay)));
    if (tunnelled && !there && wanted < WANTED_MAX && !relays.isEmpty()) {
      Attempt attempt = new Attempt(TunnelTarget.at(relays.getFirst()), true);
      attempts.add(attempt);
      connect(attempt);
    }
  }

  private void tell() {
    told = true;
    host.tunnelled(relays());
  }

  private void reconnect() {
    attempts.removeIf(a -> a.wanted && !a.busy && a.failures >= WANTED_FAILURES_MAX);
    long busy = attempts.stream().filter(a -> a.busy && !a.wanted).count();
    for (Attempt attempt : attempts) {
      attempt.restSeconds = Math.max(0, attempt.restSeconds - TICK_SECONDS);
      boolean room = attempt.wanted || busy < TUNNELS_MAX;
      if (!attempt.busy && attempt.restSeconds == 0 && room) {
        busy += attempt.wanted ? 0 : 1;
        connect(attempt);
      }
    }
    // Whoever could be linked by now needs no tunnel, and it was somebody's outage, not UDP's.
    if (relays().isEmpty() && demux.udpDatagrams() != udpSeen) {
      leave();
    }
  }

  private void connect(Attempt attempt) {
    SslContext context = tls == null ? TunnelTls.client() : tls;
    tls = context;
    TunnelTarget target = attempt.target;
    Tunnel tunnel = new Tunnel(demux.tunnels(), Addresses.socketAddress(target.udp()), attempt);
    attempt.busy = true;
    attempt.tunnel = tunnel;
    ChannelInitializer<Channel> prepare =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel opened) {
            opened
                .pipeline()
                .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
                .addLast(
                    context.newHandler(
                        opened.alloc(), target.host(), target.tcp().getPort(), TunnelTls.COMPUTES))
                .addLast(tunnel);
          }
        };
    transport
        .connectTcp(loop, target.tcp(), prepare)
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            log.debug("no tunnel by TCP {}: {}", target.tcp(), String.valueOf(connected.cause()));
            attempt.failed();
          }
        });
  }

  private void probeUdp() {
    byte[] transaction = new byte[TRANSACTION_BYTES];
    random.nextBytes(transaction);
    byte[] request = probe.request(transaction);
    attempts.forEach(attempt -> host.probe(attempt.target.udp(), request));
  }

  /** Something that looks like STUN has come by UDP; true if it was for this. */
  boolean received(byte[] datagram) {
    if (!tunnelled || !probe.isAnswer(datagram)) {
      return false;
    }
    log.info("UDP passes again: the tunnels are left");
    leave();
    return true;
  }

  private void leave() {
    tunnelled = false;
    udpSeen = demux.udpDatagrams();
    for (Attempt attempt : attempts) {
      if (attempt.tunnel != null) {
        attempt.tunnel.leave();
      }
    }
    if (told) {
      told = false;
      leaveSeconds = LEAVE_SECONDS;
      sinceLeftSeconds = 0;
      host.leaveTunnels();
    } else {
      closeAll();
    }
  }

  private void closeAll() {
    for (Attempt attempt : List.copyOf(attempts)) {
      Tunnel open = attempt.tunnel;
      if (open != null) {
        // What is sent from now on goes by UDP; the other end follows when it comes.
        demux.tunnels().remove(open);
        open.close();
      }
    }
    attempts.removeIf(attempt -> attempt.wanted);
  }

  void close() {
    tunnelled = false;
    if (timer != null) {
      timer.cancel(false);
    }
    closeAll();
  }
}
