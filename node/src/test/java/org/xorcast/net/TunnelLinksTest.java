package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xorcast.Await;
import org.xorcast.Rung;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

/** Links through tunnels, on real sockets. A UDP port that swallows all stands for a firewall. */
class TunnelLinksTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private TestLinks links() {
    TestLinks links = new TestLinks();
    open.add(links);
    return links;
  }

  private Endpoint swallowing() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, HERE);
    open.add(socket);
    return new Endpoint(
        Addresses.endpoint(new InetSocketAddress(HERE, 1)).ip(), socket.getLocalPort());
  }

  private static InetSocketAddress takesTunnels(TestLinks relay) {
    return relay.ask(l -> l.takeTunnels(new InetSocketAddress(HERE, 0)), false);
  }

  /** A plain TLS client of the JDK. */
  private SSLSocket connect(InetSocketAddress to) throws IOException, GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(null, new TrustManager[] {new AnyPeer()}, null);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(HERE, to.getPort());
    open.add(socket);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(SSLSocket socket, String hex) throws IOException {
    byte[] datagram = HexFormat.of().parseHex(hex);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(datagram.length);
    out.write(datagram);
    out.flush();
  }

  private static String receive(SSLSocket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] datagram = new byte[in.readUnsignedShort()];
    in.readFully(datagram);
    return HexFormat.of().formatHex(datagram);
  }

  @Test
  void anyTlsClientCanAskAndOnlyStunAndKrpcGetNoAnswer() throws Exception {
    SSLSocket socket = connect(takesTunnels(links()));
    String transaction = "0102030405060708090a0b0c";
    send(socket, "000100002112a442" + transaction);
    send(
        socket,
        HexFormat.of()
            .formatHex(
                "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t1:a1:y1:qe"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    send(socket, "3009" + transaction + "ab".repeat(32));
    assertThat(receive(socket)).as("REFUSED, not here").isEqualTo("300b" + transaction + "00");
  }

  @Test
  void opensslCanAskToo() throws Exception {
    InetSocketAddress at = takesTunnels(links());
    ProcessBuilder builder =
        new ProcessBuilder(
            "openssl", "s_client", "-connect", "127.0.0.1:" + at.getPort(), "-tls1_3", "-quiet");
    Process openssl = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String transaction = "0102030405060708090a0b0c";
      HexFormat hex = HexFormat.of();
      openssl
          .getOutputStream()
          .write(hex.parseHex("002e" + "3009" + transaction + "ab".repeat(32)));
      openssl.getOutputStream().flush();
      byte[] answer = openssl.getInputStream().readNBytes(17);
      assertThat(hex.formatHex(answer)).isEqualTo("000f" + "300b" + transaction + "00");
    } finally {
      openssl.destroyForcibly().waitFor();
    }
  }

  @Test
  void ofOneAddressEightAreTakenAndTheNextOnlyWhenOneIsGone() throws Exception {
    TestLinks relay = links();
    InetSocketAddress at = takesTunnels(relay);
    List<SSLSocket> eight = new ArrayList<>();
    for (int i = 0; i < TunnelServer.PER_SUBSCRIBER_MAX; i++) {
      SSLSocket socket = connect(at);
      socket.startHandshake();
      eight.add(socket);
    }
    SSLSocket ninth = connect(at);
    assertThat(handshakes(ninth)).isFalse();
    assertThat(relay.ask(QuicLinks::tunnels, true).refused()).isEqualTo(1);
    Await.until("eight", () -> relay.ask(QuicLinks::tunnels, true).open() == 8);
    eight.getFirst().close();
    Await.until("one is gone", () -> relay.ask(QuicLinks::tunnels, true).open() == 7);
    assertThat(handshakes(connect(at))).isTrue();
  }

  private static boolean handshakes(SSLSocket socket) {
    try {
      socket.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whoseUdpGetsNowhereIsLinkedWithTheRelayAndThroughItWithOthers() throws Exception {
    TestLinks relay = links();
    TestLinks other = links();
    TestLinks blocked = links();
    other.linkTo(relay);
    Endpoint relayUdp = swallowing();
    TunnelTarget target = new TunnelTarget("localhost", takesTunnels(relay), relayUdp);
    blocked.run(l -> l.tunnelBy(List.of(target)));
    Await.until("a tunnel", () -> !blocked.ask(l -> l.pathCore().tunnels(), true).isEmpty());

    blocked.run(l -> l.dial(relayUdp, null));
    Event.LinkUp up = blocked.await(Event.LinkUp.class);
    assertThat(up.peer()).isEqualTo(relay.id);
    assertThat(up.remote()).isEqualTo(relayUdp);
    assertThat(rung(blocked, up.link())).isEqualTo(Rung.TUNNELLED);
    Await.until("the relay has both", () -> relay.all(Event.LinkUp.class).size() == 2);
    Event.LinkUp there =
        relay.all(Event.LinkUp.class).stream()
            .filter(each -> each.peer().equals(blocked.id))
            .findFirst()
            .orElseThrow();
    assertThat(TunnelEnd.is(there.remote())).isTrue();
    assertThat(rung(relay, there.link())).isEqualTo(Rung.TUNNELLED);

    Endpoint otherUdp = swallowing();
    blocked.run(l -> l.close(up.link(), CloseReason.LEAVING));
    relay.await(Event.LinkDown.class);
    blocked.run(l -> l.dial(otherUdp, relay.id));
    Await.until("the relay again", () -> blocked.all(Event.LinkUp.class).size() == 2);
    assertThat(rung(blocked, blocked.all(Event.LinkUp.class).getLast().link()))
        .as("whatever of its addresses is dialled")
        .isEqualTo(Rung.TUNNELLED);

    blocked.run(l -> l.dial(otherUdp, other.id));
    Await.until("the other, too", () -> blocked.all(Event.LinkUp.class).size() == 3);
    Event.LinkUp through = blocked.all(Event.LinkUp.class).getLast();
    assertThat(through.peer()).isEqualTo(other.id);
    assertThat(rung(blocked, through.link())).isEqualTo(Rung.RELAYED);

    // A relay is found, and its place is the one that is known of it outside.
    Await.until("a reservation", () -> !blocked.all(Event.Relays.class).isEmpty());
    assertThat(blocked.all(Event.Relays.class).getLast().relays()).containsExactly(relayUdp);
    assertThat(blocked.ask(l -> l.pathCore().place(), true).seen()).isEmpty();
    assertThat(relay.ask(l -> l.pathCore().place(), true).seen()).noneMatch(TunnelEnd::is);
  }

  private static Rung rung(TestLinks links, long link) {
    AtomicReference<Rung> rung = new AtomicReference<>();
    return links.ask(
        l -> {
          var via = l.via(link);
          rung.set(via == null ? Rung.DIRECT : l.rung(link, via));
          return rung.get();
        },
        true);
  }
}
