package org.xorcast.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

/**
 * Takes tunnels in at a TCP port. Each gets an endpoint that is made up, see {@link TunnelEnd}, and
 * for the rest of the node what comes out of it is UDP from there. Belongs to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Who is refused need not know.
final class TunnelServer implements Tunnel.Owner {
  /** Of one subscriber: an IPv4 address or an IPv6 /64. */
  static final int PER_SUBSCRIBER_MAX = 8;

  static final int TUNNELS_MAX = 1024;

  /** Each costs a key exchange. */
  private static final int NEW_PER_SECOND = 2;

  private static final int NEW_BURST = 32;

  /** A tunnel in which nothing comes for so long is closed; links are never so silent. */
  private static final int SILENCE_SECONDS = 60;

  private static final Logger log = LoggerFactory.getLogger(TunnelServer.class);

  private final EventLoop loop;
  private final Tunnels tunnels;
  private final SslContext tls = TunnelTls.server();
  private final InitialLimiter limiter = new InitialLimiter(NEW_PER_SECOND, NEW_BURST);
  private final Set<Endpoint> taken = new HashSet<>();
  private final List<Tunnel> open = new ArrayList<>();
  private int lastNumber;
  private @Nullable Channel listening;

  TunnelServer(EventLoop loop, Tunnels tunnels) {
    this.loop = loop;
    this.tunnels = tunnels;
  }

  /**
   * Listens, from any thread.
   *
   * @return the address
   * @throws org.xorcast.PortInUseException if the port belongs to another socket
   */
  InetSocketAddress listen(Transport transport, InetSocketAddress address) {
    ChannelInitializer<Channel> accept =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel accepted) {
            accept(accepted);
          }
        };
    Channel bound = transport.listenTcp(loop, address, accept);
    loop.submit(() -> listening = bound).syncUninterruptibly();
    InetSocketAddress at = (InetSocketAddress) bound.localAddress();
    log.info("takes tunnels at TCP {}", Addresses.format(at));
    return at;
  }

  private void accept(Channel channel) {
    InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
    Endpoint end = from == null ? null : end(from.getAddress());
    if (end == null) {
      tunnels.countRefused();
      log.debug("a tunnel of {} is refused: there are too many", from);
      channel.close();
      return;
    }
    taken.add(end);
    Tunnel tunnel = new Tunnel(tunnels, Addresses.socketAddress(end), this);
    open.add(tunnel);
    channel
        .pipeline()
        .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
        .addLast(tls.newHandler(channel.alloc(), TunnelTls.COMPUTES))
        .addLast(tunnel);
  }

  /** An endpoint for one more tunnel, null if it is one too many. */
  private @Nullable Endpoint end(InetAddress from) {
    Bytes ip = Bytes.wrap(from.getAddress());
    Bytes subscriber = TunnelEnd.of(ip, 1).ip();
    long same = taken.stream().filter(end -> end.ip().equals(subscriber)).count();
    if (same >= PER_SUBSCRIBER_MAX
        || taken.size() >= TUNNELS_MAX
        || !limiter.allow(from, System.nanoTime())) {
      return null;
    }
    Endpoint end;
    do {
      // Numbers come again late, so that nobody is taken for who had the number before.
      lastNumber = lastNumber % 0xffff + 1;
      end = TunnelEnd.of(ip, lastNumber);
    } while (taken.contains(end));
    return end;
  }

  @Override
  public void stands(Tunnel tunnel) {
    tunnels.add(tunnel);
  }

  @Override
  public void ended(Tunnel tunnel) {
    tunnels.remove(tunnel);
    open.remove(tunnel);
    taken.remove(Addresses.endpoint(tunnel.name()));
  }

  void close() {
    if (listening != null) {
      listening.close();
    }
    List.copyOf(open).forEach(Tunnel::close);
  }
}
