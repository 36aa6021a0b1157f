package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpnpClientTest {
  private static final String ADDRESS = "GetExternalIPAddress ";
  private static final String ENTRY =
      "<NewRemoteHost></NewRemoteHost><NewExternalPort>4001</NewExternalPort>"
          + "<NewProtocol>UDP</NewProtocol>";

  private final FakeIgd gateway;
  private final UpnpClient client;

  UpnpClientTest() throws Exception {
    gateway = new FakeIgd();
    client = client(Fakes.PATIENT);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private UpnpClient client(Wiring.Times times) {
    return new UpnpClient(Fakes.GATEWAY, Fakes.wiring(times, Fakes.NOBODY, gateway.port()), 4001);
  }

  private static String entry(int leaseSeconds) {
    return ENTRY
        + "<NewInternalPort>4001</NewInternalPort><NewInternalClient>127.0.0.1</NewInternalClient>"
        + "<NewEnabled>1</NewEnabled>"
        + "<NewPortMappingDescription>Xorcast</NewPortMappingDescription><NewLeaseDuration>"
        + leaseSeconds
        + "</NewLeaseDuration>";
  }

  @Test
  void mapsRenewsAndRemoves() throws Exception {
    Mapping mapping = client.map(() -> true);
    assertThat(mapping)
        .hasToString(
            "Mapping[protocol=UPNP, external=11.0.1.1:4001, internalPort=4001,"
                + " lifetimeSeconds=3600]");
    assertThat(client.map(() -> true)).isEqualTo(mapping);
    assertThat(gateway.mappings).containsEntry(4001, 4001);
    client.unmap();
    assertThat(gateway.mappings).isEmpty();
    String add = "AddPortMapping " + entry(3600);
    assertThat(gateway.calls)
        .containsExactly(ADDRESS, add, ADDRESS, add, "DeletePortMapping " + ENTRY);
  }

  @Test
  void igd2IsAskedForAnyPort() throws Exception {
    gateway.version(2);
    gateway.mappings.put(4001, 1);
    assertThat(client.map(() -> true).external()).hasToString("11.0.1.1:4002");
    assertThat(gateway.calls).containsExactly(ADDRESS, "AddAnyPortMapping " + entry(3600));
    client.unmap();
    assertThat(gateway.mappings).containsOnlyKeys(4001);
  }

  @Test
  void error718AsksForAnotherPort() throws Exception {
    gateway.addErrors.addAll(List.of(718, 718));
    int port = client.map(() -> true).external().port();
    assertThat(port).isBetween(1024, 65535);
    assertThat(gateway.mappings).containsOnlyKeys(port).containsValue(4001);
    assertThat(gateway.calls).hasSize(4);
    client.unmap();
    assertThat(gateway.mappings).isEmpty();
  }

  @Test
  void error718ForEverIsARefusal() {
    gateway.addErrors.addAll(List.of(718, 718, 718, 718, 0));
    assertThatThrownBy(() -> client.map(() -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessage("UPnP: AddPortMapping: error 718 no");
    assertThat(client.mayHold()).isFalse();
  }

  @Test
  void error725AsksForAPermanentOne() throws Exception {
    gateway.addErrors.add(725);
    assertThat(client.map(() -> true).lifetimeSeconds()).isZero();
    assertThat(gateway.calls)
        .containsExactly(ADDRESS, "AddPortMapping " + entry(3600), "AddPortMapping " + entry(0));
    gateway.addErrors.add(725);
    assertThatThrownBy(() -> client.map(() -> true)).hasMessageContaining("725");
  }

  @Test
  void anIgd2WithoutAddAnyPortMappingIsAskedAsAnIgd1() throws Exception {
    gateway.version(2);
    gateway.addErrors.add(401);
    assertThat(client.map(() -> true).external().port()).isEqualTo(4001);
    assertThat(gateway.calls).last().asString().startsWith("AddPortMapping ");
  }

  @Test
  void error606IsARefusal() {
    gateway.addErrors.add(606);
    assertThatThrownBy(() -> client.map(() -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("606");
  }

  @Test
  void aLostMappingAndAnotherAddressShow() throws Exception {
    client.map(() -> true);
    assertThat(client.holds()).isTrue();
    gateway.mappings.clear();
    assertThat(client.holds()).isFalse();
    client.map(() -> true);
    gateway.external = "11.0.1.2";
    assertThat(client.holds()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.2", "100.64.0.1", "0.0.0.0", "127.0.0.1"})
  void aLieIsMappedButNotTrusted(String address) throws Exception {
    gateway.external = address;
    assertThat(client.map(() -> true).trusted()).isFalse();
    assertThat(gateway.mappings).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no address", "example.org"})
  void withoutAnAddressNothingIsMapped(String address) {
    gateway.external = address;
    assertThatThrownBy(() -> client.map(() -> true))
        .hasMessageContaining("has no external address");
    assertThat(gateway.mappings).isEmpty();
  }

  @Test
  void controlElsewhereIsNotCalled() throws Exception {
    try (FakeIgd other = new FakeIgd()) {
      String elsewhere = other.location().replace("127.0.0.1", "127.0.0.2");
      UpnpClient impatient = client(Fakes.IMPATIENT);
      for (String url : List.of(elsewhere, "http://localhost:1/c", "//127.0.0.2/c", "a b")) {
        gateway.control(url);
        assertThatThrownBy(() -> impatient.map(() -> true)).hasMessageContaining("no gateway dev");
      }
      assertThat(other.calls).isEmpty();
      gateway.control("ctl/IPConn");
      assertThat(client.map(() -> true).external().port()).isEqualTo(4001);
    }
  }

  @Test
  void aBaseAddressCounts() throws Exception {
    gateway.description =
        gateway
            .description
            .replace("<device>\n    <deviceType>", "<device><deviceType>")
            .replaceFirst("<device>", "<URLBase>" + gateway.location() + "</URLBase><device>");
    assertThat(client.map(() -> true).external().port()).isEqualTo(4001);
    gateway.description =
        gateway.description.replaceFirst("<URLBase>[^<]*", "<URLBase>http://127.0.0.2:1/");
    UpnpClient impatient = client(Fakes.IMPATIENT);
    assertThatThrownBy(() -> impatient.map(() -> true)).hasMessageContaining("no gateway device");
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    try (FakeIgd other = new FakeIgd()) {
      gateway.status = 302;
      gateway.elsewhere = other.location();
      UpnpHttp http = new UpnpHttp(Fakes.GATEWAY);
      assertThatThrownBy(() -> http.get(URI.create(gateway.location()), 20_000))
          .hasMessageContaining("HTTP status 302");
    }
  }

  @Test
  void bodiesHaveALimit() throws Exception {
    UpnpHttp http = new UpnpHttp(Fakes.GATEWAY);
    URI uri = URI.create(gateway.location());
    gateway.description = " ".repeat(UpnpHttp.BODY_MAX_BYTES);
    assertThat(http.get(uri, 20_000)).hasSize(UpnpHttp.BODY_MAX_BYTES);
    gateway.description = " ".repeat(UpnpHttp.BODY_MAX_BYTES + 1);
    assertThatThrownBy(() -> http.get(uri, 20_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exceed");
  }

  /** The head at once, and then a body that never ends. */
  @Test
  void slowBodiesHaveALimit() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(Fakes.LOOPBACK, 0));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              Socket socket = server.accept();
              String head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx";
              socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              // Closed.
            }
          });
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      assertThatThrownBy(() -> new UpnpHttp(Fakes.GATEWAY).get(uri, 200))
          .hasMessageContaining("no whole answer within 200 ms");
    }
  }

  @Test
  void garbageAsADescription() {
    UpnpClient impatient = client(Fakes.IMPATIENT);
    for (String text : List.of("", "{}", "<a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")) {
      gateway.description = text;
      assertThatThrownBy(() -> impatient.map(() -> true)).hasMessageContaining("no gateway device");
    }
  }

  @Test
  void notWantedAnyMoreNothingIsMapped() {
    assertThatThrownBy(() -> client.map(() -> false)).hasMessageContaining("faster");
    assertThat(gateway.calls).containsExactly(ADDRESS);
    assertThat(client.mayHold()).isFalse();
  }
}
