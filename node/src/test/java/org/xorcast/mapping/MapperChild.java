package org.xorcast.mapping;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A node's stand-in, which runs in a network namespace: {@code PORT all|PCP|NAT_PMP|UPNP}. Prints
 * {@code change ...} for each change and {@code got TEXT} for each datagram at the port; closes at
 * the end of its input.
 */
final class MapperChild {
  /** Shorter than the standard, for the test to see that the gateway is looked at. */
  private static final int CHECK_MILLIS = 500;

  private MapperChild() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Gateway gateway = Gateway.find().orElseThrow();
    System.out.println("gateway " + gateway);
    Wiring.Times times = Wiring.STANDARD.times();
    Wiring.Times checking =
        new Wiring.Times(
            times.resend(),
            times.answer(),
            times.search(),
            times.http(),
            times.remove(),
            times.renewMin(),
            CHECK_MILLIS,
            times.retry());
    List<MappingClient> clients =
        PortMapper.clients(gateway, Wiring.STANDARD, port).stream()
            .filter(client -> args[1].equals("all") || client.protocol().name().equals(args[1]))
            .toList();
    try (DatagramSocket socket = new DatagramSocket(port);
        PortMapper mapper =
            new PortMapper(checking, clients, mapping -> System.out.println("change " + mapping))) {
      Thread.ofPlatform().daemon().start(() -> receive(socket));
      mapper.start();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (in.readLine() != null) {
        System.out.println("current " + mapper.current());
      }
    }
    System.out.println("closed");
  }

  private static void receive(DatagramSocket socket) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        System.out.println("got " + text);
      }
    } catch (IOException e) {
      // Closed.
    }
  }
}
