package org.xorcast.mapping;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway that speaks PCP and NAT-PMP, written after the RFCs and not with the code tested. */
final class FakeControl implements AutoCloseable {
  final List<byte[]> questions = new CopyOnWriteArrayList<>();

  /** External port to internal port. */
  final Map<Integer, Integer> mappings = new ConcurrentHashMap<>();

  volatile boolean speaksPcp = true;
  volatile boolean speaksNatPmp = true;
  volatile int result;
  volatile String external = "11.0.1.1";
  volatile int portOffset;
  volatile int lifetimeSeconds = 3600;

  /** How many questions are lost from now on. */
  final AtomicInteger ignore = new AtomicInteger();

  /** Sent before each answer. */
  volatile List<byte[]> noise = List.of();

  /** Sent before each answer, by somebody at 127.0.0.2. */
  volatile List<byte[]> strangers = List.of();

  private final DatagramSocket socket;
  private final DatagramSocket stranger;
  private volatile long startNanos;

  FakeControl() throws IOException {
    age();
    socket = new DatagramSocket(new InetSocketAddress(Fakes.LOOPBACK, 0));
    stranger = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Has been running for hours. */
  final void age() {
    startNanos = System.nanoTime() - TimeUnit.HOURS.toNanos(5);
  }

  /** Forgets everything and counts from 0 again. */
  void restart() {
    mappings.clear();
    startNanos = System.nanoTime();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[1200], 1200);
        socket.receive(packet);
        byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
        questions.add(question);
        boolean spoken = question[0] == 2 ? speaksPcp : speaksNatPmp;
        if (spoken && ignore.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
          answer(question, packet.getSocketAddress());
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(byte[] question, SocketAddress to) throws IOException {
    for (byte[] each : strangers) {
      stranger.send(new DatagramPacket(each, each.length, to));
    }
    for (byte[] each : noise) {
      socket.send(new DatagramPacket(each, each.length, to));
    }
    byte[] answer = question[0] == 2 ? pcp(question) : natPmp(question);
    socket.send(new DatagramPacket(answer, answer.length, to));
  }

  private int epoch() {
    return (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
  }

  private byte[] ip() {
    return InetAddress.ofLiteral(external).getAddress();
  }

  private int map(int internal, int wished, int lifetime) {
    if (lifetime == 0) {
      mappings.values().removeIf(port -> port == internal);
      return 0;
    }
    int port = wished + portOffset;
    if (result == 0) {
      mappings.put(port, internal);
    }
    return port;
  }

  private byte[] pcp(byte[] question) {
    byte[] answer = question.clone();
    ByteBuffer out = ByteBuffer.wrap(answer);
    int lifetime = out.getInt(4);
    answer[1] |= (byte) 0x80;
    answer[3] = (byte) result;
    out.putInt(4, lifetime == 0 ? 0 : lifetimeSeconds).putInt(8, epoch());
    Arrays.fill(answer, 12, 24, (byte) 0);
    if (question[1] == 1) {
      int port = map(out.getShort(40) & 0xffff, out.getShort(42) & 0xffff, lifetime);
      out.putShort(42, (short) port).put(56, ip());
    }
    return answer;
  }

  private byte[] natPmp(byte[] question) {
    ByteBuffer in = ByteBuffer.wrap(question);
    if (question[1] == 0) {
      return ByteBuffer.allocate(12)
          .put(new byte[] {0, (byte) 0x80})
          .putShort((short) result)
          .putInt(epoch())
          .put(ip())
          .array();
    }
    int lifetime = in.getInt(8);
    int port = map(in.getShort(4) & 0xffff, in.getShort(6) & 0xffff, lifetime);
    return ByteBuffer.allocate(16)
        .put(new byte[] {0, (byte) 0x81})
        .putShort((short) result)
        .putInt(epoch())
        .putShort(in.getShort(4))
        .putShort((short) port)
        .putInt(lifetime == 0 ? 0 : lifetimeSeconds)
        .array();
  }

  @Override
  public void close() {
    socket.close();
    stranger.close();
  }
}
