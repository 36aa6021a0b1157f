package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Somebody between two nodes, as a relay is, who drops, alters, repeats, keeps back and invents
 * datagrams: that costs datagrams, and nothing else.
 */
class EvilMiddleTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int MESSAGES = 300;

  /** Passes datagrams on between one node and whoever comes, badly. */
  private static final class Middle implements AutoCloseable {
    final AtomicInteger altered = new AtomicInteger();
    final AtomicInteger repeated = new AtomicInteger();
    final AtomicInteger keptBack = new AtomicInteger();
    final AtomicInteger dropped = new AtomicInteger();
    private final DatagramSocket socket = new DatagramSocket(0, HERE);
    private final Random random = new Random(1);
    private final InetSocketAddress server;
    private @Nullable SocketAddress client;
    private @Nullable DatagramPacket kept;
    private final List<DatagramPacket> old = new ArrayList<>();

    Middle(InetSocketAddress server) throws IOException {
      this.server = server;
      Thread.ofVirtual().start(this::run);
    }

    int port() {
      return socket.getLocalPort();
    }

    private void run() {
      try {
        while (true) {
          byte[] buffer = new byte[2048];
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          boolean fromServer = packet.getSocketAddress().equals(server);
          client = fromServer ? client : packet.getSocketAddress();
          SocketAddress to = fromServer ? client : server;
          if (to != null) {
            pass(new DatagramPacket(buffer, packet.getLength(), to));
          }
        }
      } catch (IOException e) {
        // It is closed.
      }
    }

    private void pass(DatagramPacket packet) throws IOException {
      int fate = random.nextInt(100);
      if (fate < 3) {
        dropped.incrementAndGet();
      } else if (fate < 8) {
        altered.incrementAndGet();
        byte[] bytes = packet.getData().clone();
        bytes[random.nextInt(packet.getLength())] ^= (byte) (1 << random.nextInt(8));
        socket.send(new DatagramPacket(bytes, packet.getLength(), packet.getSocketAddress()));
      } else if (fate < 18) {
        repeated.incrementAndGet();
        socket.send(packet);
        socket.send(packet);
        if (!old.isEmpty()) {
          socket.send(old.get(random.nextInt(old.size())));
        }
      } else if (fate < 28 && kept == null) {
        keptBack.incrementAndGet();
        kept = packet;
        return;
      } else {
        socket.send(packet);
      }
      if (old.size() < 200) {
        old.add(packet);
      }
      DatagramPacket late = kept;
      if (late != null) {
        kept = null;
        socket.send(late);
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static NodeBuilder builder() {
    return Node.builder().network("middle").listen("127.0.0.1:0");
  }

  @Test
  void costsDatagramsOnly() throws Exception {
    try (Node a = builder().start();
        Middle middle = new Middle(new InetSocketAddress(HERE, a.address().port()));
        Node b = builder().bootstrap("127.0.0.1:" + middle.port()).start()) {
      List<String> heard = new CopyOnWriteArrayList<>();
      b.broadcast().onMessage(message -> heard.add(message.text()));
      Await.until("they are linked", () -> b.peers().size() == 1 && a.peers().size() == 1);
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        String text = i + " " + "x".repeat(3000);
        sent.add(text);
        a.broadcast().publish(text);
      }
      Await.until("all is heard", () -> heard.size() >= MESSAGES);
      assertThat(heard).as("unaltered, once, in order").isEqualTo(sent);
      assertThat(middle.altered).hasPositiveValue();
      assertThat(middle.repeated).hasPositiveValue();
      assertThat(middle.keptBack).hasPositiveValue();
      assertThat(middle.dropped).hasPositiveValue();
      assertThat(b.peers()).as("the same link, through the middle").hasSize(1);
      assertThat(a.stats().failures() + b.stats().failures()).isZero();
    }
  }
}
