package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.Await;

class SsdpTest {
  private static final InetAddress ROUTER = InetAddress.ofLiteral("192.168.77.1");

  @Test
  void theQuestion() {
    InetSocketAddress group = Wiring.STANDARD.searchGroup();
    assertThat(new String(Ssdp.question(group, "urn:x"), StandardCharsets.US_ASCII))
        .isEqualTo(
            String.join(
                "\r\n",
                "M-SEARCH * HTTP/1.1",
                "HOST: 239.255.255.250:1900",
                "MAN: \"ssdp:discover\"",
                "MX: 1",
                "ST: urn:x",
                "",
                ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: http://192.168.77.1:5000/d.xml\r\n\r\n",
        "HTTP/1.0 200\r\nlocation:http://192.168.77.1:5000/d.xml  \r\n",
        "HTTP/1.1 200 OK\nLocation: http://192.168.77.1:5000/d.xml\n\n",
      })
  void aLocation(String answer) {
    assertThat(Ssdp.location(answer, ROUTER))
        .isEqualTo(URI.create("http://192.168.77.1:5000/d.xml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 404 OK\r\nLOCATION: http://192.168.77.1/d.xml\r\n\r\n",
        "NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.77.1/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.77.9/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.77.1@192.168.77.9/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://router.lan/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.77.1.evil.example/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: https://192.168.77.1/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: file:///etc/passwd\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.77.1:x y/d.xml\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: /d.xml\r\n\r\n",
      })
  void none(String answer) {
    assertThat(Ssdp.location(answer, ROUTER)).isNull();
  }

  @Test
  void asksByMulticastAndUnicastForBothVersions() throws Exception {
    try (FakeIgd unicast = new FakeIgd();
        FakeIgd multicast = new FakeIgd()) {
      unicast.locations = List.of();
      Wiring wiring =
          new Wiring(
              Fakes.NOBODY,
              unicast.port(),
              new InetSocketAddress(Fakes.LOOPBACK, multicast.port()),
              Fakes.PATIENT);
      assertThat(Ssdp.search(Fakes.GATEWAY, wiring, location -> true)).isTrue();
      Await.until(
          "both were asked twice",
          () -> multicast.searches.size() >= 2 && unicast.searches.size() >= 2);
      for (FakeIgd igd : List.of(unicast, multicast)) {
        assertThat(igd.searches.get(0)).contains("ST: urn:schemas-upnp-org:device:Internet");
        assertThat(String.join("", igd.searches))
            .contains("InternetGatewayDevice:1\r\n", "InternetGatewayDevice:2\r\n");
      }
    }
  }

  @Test
  void othersThanTheGatewayAreNotBelieved() throws Exception {
    InetAddress other = InetAddress.ofLiteral("127.0.0.2");
    try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(other, 0));
        FakeIgd gateway = new FakeIgd()) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              DatagramPacket question = new DatagramPacket(new byte[1500], 1500);
              stranger.receive(question);
              String forged = "http://127.0.0.1:9/forged";
              FakeIgd.answer(stranger, forged, question.getSocketAddress());
              // Only now the gateway may answer, so that the forged one came first.
              gateway.locations = List.of(gateway.location());
            } catch (IOException e) {
              // Closed.
            }
          });
      gateway.locations = List.of();
      Wiring wiring =
          new Wiring(
              Fakes.NOBODY,
              gateway.port(),
              new InetSocketAddress(other, stranger.getLocalPort()),
              Fakes.PATIENT);
      List<URI> offered = new ArrayList<>();
      Ssdp.search(Fakes.GATEWAY, wiring, offered::add);
      assertThat(offered).containsExactly(URI.create(gateway.location()));
    }
  }

  @Test
  void aFloodOfLocationsIsCutOff() throws Exception {
    try (FakeIgd gateway = new FakeIgd()) {
      List<String> many = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add("http://127.0.0.1:9/" + i);
      }
      gateway.locations = many;
      List<URI> offered = new ArrayList<>();
      Wiring wiring = Fakes.wiring(Fakes.PATIENT, Fakes.NOBODY, gateway.port());
      boolean found = Ssdp.search(Fakes.GATEWAY, wiring, uri -> !offered.add(uri));
      assertThat(found).isFalse();
      assertThat(offered).hasSize(4);
    }
  }
}
