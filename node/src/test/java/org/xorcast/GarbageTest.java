package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A node under a rain of datagrams that nobody in their right mind sends. */
class GarbageTest {
  private static final int DATAGRAMS = 100_000;

  /** So many fit into the smallest receive buffer, so that none is lost before it is looked at. */
  private static final int BATCH = 80;

  private final Random random = new Random(1);

  @Test
  void aHundredThousandStrangeDatagramsChangeNothing() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()));
        DatagramSocket socket = new DatagramSocket()) {
      Subscription inbox = a.broadcast().subscribe();
      InetAddress to = InetAddress.getLoopbackAddress();
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] garbage = garbage(i % 8);
        socket.send(new DatagramPacket(garbage, garbage.length, to, a.address().port()));
        if (i % (DATAGRAMS / 10) == 0) {
          b.broadcast().publish("in the rain " + i);
        }
        if (i % BATCH == 0) {
          long sent = i;
          Await.until("all were read", () -> a.stats().datagramsIn() >= sent);
        }
      }
      for (int i = 0; i < 10; i++) {
        assertThat(inbox.take().text()).startsWith("in the rain");
      }
      NodeStats stats = a.stats();
      assertThat(stats.failures()).isZero();
      assertThat(stats.datagramsIn()).isGreaterThan(DATAGRAMS - BATCH);
      assertThat(stats.droppedDatagrams().values().stream().mapToLong(Long::longValue).sum())
          .isGreaterThan(DATAGRAMS / 2);
      assertThat(stats.droppedDatagrams())
          .hasEntrySatisfying("krpc", n -> assertThat(n).isPositive())
          .hasEntrySatisfying("quic_malformed", n -> assertThat(n).isPositive())
          .hasEntrySatisfying("quic_version", n -> assertThat(n).isPositive())
          .hasEntrySatisfying("quic_initial_rate", n -> assertThat(n).isPositive());
      assertThat(a.peers()).hasSize(1);

      try (Node c = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
        c.broadcast().publish("after the rain");
        assertThat(inbox.take().text()).isEqualTo("after the rain");
      }
    }
  }

  private byte[] garbage(int kind) {
    byte[] bytes = new byte[kind == 7 ? 1200 : random.nextInt(1400)];
    random.nextBytes(bytes);
    switch (kind) {
      case 0 -> head(bytes, 0xc0 | random.nextInt(64), 1, random.nextInt(21));
      case 1 -> head(bytes, 0xc0 | random.nextInt(64), random.nextInt(), 8);
      case 2 -> head(bytes, 0x40 | random.nextInt(64), 0x80 << 24 | random.nextInt(1 << 24), 8);
      case 3 -> head(bytes, 'd', '1' << 24, 8);
      case 4 -> head(bytes, random.nextInt(4), 1, 8);
      case 7 -> initial(bytes);
      default -> {}
    }
    return bytes;
  }

  /** First byte, four more, and the length of a connection id, as far as there is room. */
  private static void head(byte[] bytes, int first, int word, int idLength) {
    byte[] head =
        ByteBuffer.allocate(6).put((byte) first).putInt(word).put((byte) idLength).array();
    System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
  }

  /** An Initial packet that is right up to its encrypted part. */
  private void initial(byte[] bytes) {
    byte[] id = new byte[8];
    random.nextBytes(id);
    ByteBuffer.wrap(bytes)
        .put((byte) (0xc0 | random.nextInt(16)))
        .putInt(1)
        .put((byte) 8)
        .put(id)
        .put((byte) 8)
        .put(id)
        .put((byte) 0)
        .putShort((short) (0x4000 | bytes.length - 26));
  }
}
