package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xorcast.Await;
import org.xorcast.core.id.Endpoint;

/** When tunnels are opened and closed: second by second, by hand. */
class TunnelClientTest {
  private static final Endpoint RELAY = Endpoint.ofIpv4(0x0b0b0001, 4001);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final TestLinks server = new TestLinks();
  private final Transport transport = new Transport(1);
  private final EventLoop loop = transport.next();
  private final Demux demux = new Demux(new Traffic(), new Ways());
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<byte[]> probes = new CopyOnWriteArrayList<>();
  private volatile boolean linked;
  private final TunnelClient client =
      new TunnelClient(
          loop,
          transport,
          demux,
          new TunnelClient.Host() {
            @Override
            public void tunnelled(List<Endpoint> relays) {
              told.add("tunnelled " + relays);
            }

            @Override
            public void leaveTunnels() {
              told.add("left");
            }

            @Override
            public void probe(Endpoint to, byte[] datagram) {
              assertThat(to).isEqualTo(RELAY);
              probes.add(datagram);
            }
          },
          () -> linked);

  @AfterEach
  void close() {
    loop.submit(client::close).syncUninterruptibly();
    transport.closeAndWait(5);
    server.close();
  }

  /** Begins, with a clock that only {@link #seconds} moves. */
  private void start() {
    InetSocketAddress tcp = server.ask(l -> l.takeTunnels(new InetSocketAddress(HERE, 0)), false);
    loop.submit(() -> client.startStopped(List.of(new TunnelTarget("localhost", tcp, RELAY))))
        .syncUninterruptibly();
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      loop.submit(client::tick).syncUninterruptibly();
    }
  }

  private int serversTunnels() {
    return server.ask(QuicLinks::tunnels, true).open();
  }

  @Test
  void whoHasALinkOpensNone() throws Exception {
    linked = true;
    start();
    seconds(100);
    linked = false;
    seconds(4);
    assertThat(serversTunnels()).isZero();
    seconds(1);
    Await.until("a tunnel", () -> serversTunnels() == 1);
  }

  @Test
  void whenUdpPassesAgainTheTunnelIsClosed() throws Exception {
    start();
    seconds(5);
    Await.until("a tunnel", () -> told.contains("tunnelled [" + RELAY + "]"));
    seconds(59);
    assertThat(probes).isEmpty();
    seconds(1);
    assertThat(probes).hasSize(1);
    byte[] answer = answer(probes.getFirst());
    byte[] forged = answer.clone();
    forged[10]++;
    List<Boolean> taken = new ArrayList<>();
    loop.submit(() -> taken.add(client.received(forged))).syncUninterruptibly();
    assertThat(taken).containsExactly(false);
    assertThat(told).doesNotContain("left");
    loop.submit(() -> taken.add(client.received(answer))).syncUninterruptibly();
    assertThat(taken).containsExactly(false, true);
    assertThat(told).endsWith("left");
    seconds(9);
    assertThat(serversTunnels()).as("for what flows through the relay").isEqualTo(1);
    seconds(1);
    Await.until("it is closed", () -> serversTunnels() == 0);
  }

  private static byte[] answer(byte[] question) {
    String request = HexFormat.of().formatHex(question);
    assertThat(request).startsWith("000100002112a442").hasSize(40);
    String mapped = "002000080001" + "2eb3" + "2a13a443";
    return HexFormat.of().parseHex("0101000c" + request.substring(8) + mapped);
  }

  @Test
  void whereOnlyStunPassesTheWayBackIsTriedMoreAndMoreSeldom() throws Exception {
    start();
    int wait = 60;
    for (int times = 1; times <= 3; times++) {
      int tunnels = times;
      seconds(5);
      Await.until("a tunnel", () -> told.size() == 2 * tunnels - 1);
      probes.clear();
      seconds(wait - 1);
      assertThat(probes).as("before %s s", wait).isEmpty();
      seconds(1);
      byte[] answer = answer(probes.getFirst());
      loop.submit(() -> client.received(answer)).syncUninterruptibly();
      assertThat(told).endsWith("left");
      seconds(10);
      Await.until("it is closed", () -> serversTunnels() == 0);
      wait *= 2;
    }
    linked = true;
    seconds(120);
    linked = false;
    seconds(5);
    Await.until("a tunnel", () -> told.size() == 7);
    probes.clear();
    seconds(60);
    assertThat(probes).as("it had been all right for a while").hasSize(1);
  }

  @Test
  void aTunnelThatBreaksIsOpenedAgain() throws Exception {
    start();
    seconds(5);
    Await.until("a tunnel", () -> told.size() == 1);
    linked = true;
    loop.submit(() -> demux.tunnels().closeAll()).syncUninterruptibly();
    Await.until("it is gone", () -> told.size() == 2);
    assertThat(told).endsWith("tunnelled []");
    seconds(1);
    Await.until("another one", () -> told.size() == 3);
    assertThat(told).endsWith("tunnelled [" + RELAY + "]");
  }
}
