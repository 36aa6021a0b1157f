package org.xorcast.mapping;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question to the gateway by UDP, sent again until the answer comes. */
final class UdpExchange {
  /** RFC 6887's longest message, and one byte more that shows that a longer one came. */
  private static final int DATAGRAM_MAX_BYTES = 1101;

  private UdpExchange() {}

  /** Reads answers. */
  @FunctionalInterface
  interface AnswerReader<T> {
    /**
     * What the datagram says; null if it is no answer to the question.
     *
     * @throws RefusedException if it is one and says no
     */
    @Nullable T read(byte[] datagram) throws RefusedException;
  }

  /**
   * Waits for the first datagram that is an answer. The socket is connected: the kernel drops what
   * others than the gateway send, and reports at once if nobody listens there.
   *
   * @param withinMillis how long in all
   * @throws SocketTimeoutException if there was none
   */
  static <T> T ask(
      Gateway gateway, Wiring wiring, int withinMillis, byte[] question, AnswerReader<T> reader)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      socket.connect(new InetSocketAddress(gateway.address(), wiring.controlPort()));
      long begin = System.nanoTime();
      int pauseMillis = wiring.times().resend();
      int resendAtMillis = 0;
      while (resendAtMillis < withinMillis) {
        socket.send(new DatagramPacket(question, question.length));
        resendAtMillis = Math.min(withinMillis, resendAtMillis + pauseMillis);
        pauseMillis *= 2;
        T answer = await(socket, begin, resendAtMillis, reader);
        if (answer != null) {
          return answer;
        }
      }
      throw new SocketTimeoutException("no answer from " + gateway.address());
    }
  }

  private static <T> @Nullable T await(
      DatagramSocket socket, long begin, int untilMillis, AnswerReader<T> reader)
      throws IOException {
    byte[] buffer = new byte[DATAGRAM_MAX_BYTES];
    while (true) {
      long left = untilMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      if (left <= 0) {
        return null;
      }
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.setSoTimeout((int) left);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return null;
      }
      T answer = reader.read(Arrays.copyOf(buffer, packet.getLength()));
      if (answer != null) {
        return answer;
      }
    }
  }
}
