package org.xorcast.mapping;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The search for the gateway's UPnP description (UPnP Device Architecture 1.1, section 1.3). */
final class Ssdp {
  private static final int DATAGRAM_MAX_BYTES = 2048;

  /** A gateway has one description, or one each for versions and other devices in the same box. */
  private static final int LOCATIONS_MAX = 4;

  private static final List<String> TARGETS =
      List.of(
          "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
          "urn:schemas-upnp-org:device:InternetGatewayDevice:1");

  private static final Logger log = LoggerFactory.getLogger(Ssdp.class);

  private Ssdp() {}

  /**
   * Searches by multicast and, because some routers and switches drop that, by unicast to the
   * gateway, and offers each new location until one is taken. What other senders say is dropped:
   * anyone in the network may answer, and would then be handed our port.
   *
   * @param taken true ends the search
   * @return true if one was taken
   */
  static boolean search(Gateway gateway, Wiring wiring, Predicate<URI> taken) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      long begin = System.nanoTime();
      int searchMillis = wiring.times().search();
      Set<URI> seen = new LinkedHashSet<>();
      // Twice, as a datagram may be lost: devices answer to each within a second.
      for (int untilMillis : List.of(searchMillis / 2, searchMillis)) {
        ask(socket, gateway, wiring);
        while (seen.size() < LOCATIONS_MAX) {
          long left = untilMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
          DatagramPacket packet = left <= 0 ? null : receive(socket, (int) left);
          if (packet == null) {
            break;
          }
          URI location = location(packet, gateway.address());
          if (location != null && seen.add(location) && taken.test(location)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static void ask(DatagramSocket socket, Gateway gateway, Wiring wiring)
      throws IOException {
    InetSocketAddress unicast = new InetSocketAddress(gateway.address(), wiring.searchPort());
    IOException failure = null;
    boolean sent = false;
    for (InetSocketAddress to : List.of(wiring.searchGroup(), unicast)) {
      for (String target : TARGETS) {
        byte[] question = question(to, target);
        try {
          socket.send(new DatagramPacket(question, question.length, to));
          sent = true;
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    if (!sent && failure != null) {
      throw failure;
    }
  }

  static byte[] question(InetSocketAddress to, String target) {
    String text =
        "M-SEARCH * HTTP/1.1\r\nHOST: "
            + to.getAddress().getHostAddress()
            + ":"
            + to.getPort()
            + "\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
            + target
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static @Nullable DatagramPacket receive(DatagramSocket socket, int withinMillis)
      throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX_BYTES], DATAGRAM_MAX_BYTES);
    socket.setSoTimeout(withinMillis);
    try {
      socket.receive(packet);
      return packet;
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  private static @Nullable URI location(DatagramPacket packet, InetAddress gateway) {
    if (!packet.getAddress().equals(gateway)) {
      log.debug("an answer of {}, which is not the gateway", packet.getAddress());
      return null;
    }
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    return location(text, gateway);
  }

  /** The LOCATION of an answer, null if there is none or it is not on the gateway. */
  static @Nullable URI location(String answer, InetAddress gateway) {
    String[] lines = answer.split("\r?\n", -1);
    if (!lines[0].matches("HTTP/1\\.[01] 200( .*)?")) {
      return null;
    }
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        return UpnpHttp.on(gateway, line.substring("location:".length()).strip());
      }
    }
    return null;
  }
}
