package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.Node;

/** A node as a STUN server: of Debian's {@code stun}, and of a client of RFC 8489. */
@Timeout(120)
class StunTest {
  private static final int COOKIE = 0x2112a442;

  @TempDir private Path temp;

  @BeforeAll
  static void setUp() throws Exception {
    Lab.setUp();
  }

  @Test
  void tellsDebiansStunWhereItIsSeen() throws Exception {
    try (LiveNode node = LiveNode.start(temp)) {
      int port = node.node().address().port();
      Process stun =
          new ProcessBuilder("stun", "127.0.0.1:" + port, "1", "-v")
              .redirectErrorStream(true)
              .start();
      stun.getOutputStream().close();
      String said = new String(stun.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(stun.waitFor()).as(said).isZero();
      Matcher opened = Pattern.compile("Opened port (\\d+) ").matcher(said);
      assertThat(opened.find()).as(said).isTrue();
      assertThat(said).contains("MappedAddress = 127.0.0.1:" + opened.group(1) + "\n");
      assertThat(node.node().whereabouts().stun().answered()).isPositive();
      assertThat(node.node().stats().droppedDatagrams().getOrDefault("STUN", 0L)).isZero();
    }
  }

  /** A question of 20 bytes from a socket of its own, and the answer. */
  private static String ask(Node node, InetAddress ip, DatagramSocket socket, String transaction)
      throws Exception {
    byte[] question = HexFormat.of().parseHex("000100002112a442" + transaction);
    InetSocketAddress to = new InetSocketAddress(ip, node.address().port());
    byte[] answer = new byte[100];
    DatagramPacket packet = new DatagramPacket(answer, answer.length);
    socket.setSoTimeout(30_000);
    socket.send(new DatagramPacket(question, question.length, to));
    socket.receive(packet);
    return HexFormat.of().formatHex(Arrays.copyOf(answer, packet.getLength()));
  }

  @Test
  void tellsAClientOfRfc8489WhereItIsSeen() throws Exception {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (LiveNode node = LiveNode.start(temp);
        DatagramSocket socket = new DatagramSocket(0, here)) {
      String transaction = "b7e7a701bc34d686fa87dfae";
      int port = socket.getLocalPort() ^ COOKIE >>> 16;
      String mapped = String.format("%04x%08x", port, 0x7f000001 ^ COOKIE);
      assertThat(ask(node.node(), here, socket, transaction))
          .isEqualTo("0101000c2112a442" + transaction + "002000080001" + mapped);
    }
  }

  @Test
  void tellsAClientWhereItIsSeenInIpv6() throws Exception {
    InetAddress here =
        InetAddress.getByAddress(ByteBuffer.allocate(16).putLong(0).putLong(1).array());
    try (LiveNode node =
            LiveNode.start(temp, Node.builder().dataDir(temp).network("test").listen("[::1]:0"));
        DatagramSocket socket = new DatagramSocket(0, here)) {
      String transaction = "b7e7a701bc34d686fa87dfae";
      int port = socket.getLocalPort() ^ COOKIE >>> 16;
      byte[] ip = here.getAddress();
      byte[] mask = HexFormat.of().parseHex("2112a442" + transaction);
      for (int i = 0; i < ip.length; i++) {
        ip[i] ^= mask[i];
      }
      String mapped = String.format("%04x", port) + HexFormat.of().formatHex(ip);
      assertThat(ask(node.node(), here, socket, transaction))
          .isEqualTo("010100182112a442" + transaction + "002000140002" + mapped);
    }
  }
}
