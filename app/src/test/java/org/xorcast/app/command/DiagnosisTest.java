package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.app.Json;

/** The words of made-up nodes. */
class DiagnosisTest {
  private static final String HOME = "192.168.1.2:4001";
  private static final String SEEN = "11.1.0.1:4001";
  private static final String[] SERVERS = {"direct 11.11.0.1:4001", "direct 11.12.0.1:4001"};

  /** What a node answers to both questions. */
  private record Answers(ObjectNode status, ObjectNode peers) {
    static Answers of(List<String> own, List<String> seen, String... peers) {
      ObjectNode status =
          Json.object().put("peer", "b518").put("address", "0.0.0.0:4001").put("network", "demo");
      status.put("joined", peers.length > 0);
      ObjectNode place = status.putObject("place");
      place.put("reached", false).put("hidden", false).put("portVaries", false);
      own.forEach(place.putArray("ownAddresses")::add);
      seen.forEach(place.putArray("seenAt")::add);
      place.putArray("relays");
      ObjectNode links = status.deepCopy();
      ArrayNode array = links.putArray("peers");
      for (String peer : peers) {
        int space = peer.indexOf(' ');
        array
            .addObject()
            .put("rung", peer.substring(0, space))
            .put("address", peer.substring(space + 1));
      }
      return new Answers(status, links);
    }

    Answers with(String... flags) {
      for (String flag : flags) {
        place().put(flag, true);
      }
      return this;
    }

    Answers relayedBy(String... relays) {
      ArrayNode array = place().putArray("relays");
      for (String relay : relays) {
        array.add(relay);
      }
      return this;
    }

    Answers tunnelledTo(String relay) {
      place().putArray("tunnelledTo").add(relay);
      return this;
    }

    private ObjectNode place() {
      return (ObjectNode) status.path("place");
    }

    Diagnosis diagnose() {
      return Diagnosis.of(status, peers);
    }

    String text() {
      return DiagnosisText.of(diagnose());
    }

    String json(String key) {
      return diagnose().json().path(key).toString();
    }
  }

  private static Answers atHome(String... peers) {
    return Answers.of(List.of(HOME), List.of(SEEN), peers);
  }

  private static String rungs(
      String open, String firewall, String full, String ip, String port, String symmetric) {
    return String.format(
        "{\"open\":\"%s\",\"firewall\":\"%s\",\"fullCone\":\"%s\",\"restricted\":\"%s\","
            + "\"portRestricted\":\"%s\",\"symmetric\":\"%s\"}",
        open, firewall, full, ip, port, symmetric);
  }

  @Test
  void aNodeBehindANatWithOnePort() {
    Answers answers = atHome(SERVERS).with("hidden").relayedBy("11.11.0.1:4001", "11.12.0.1:4001");
    assertThat(answers.text())
        .isEqualTo(
            """
            node       b518
            listens    0.0.0.0:4001, network "demo"
            connected  yes: joined, 2 peers
            links      2 direct, 0 punched, 0 relayed, 0 tunnelled
            seen at    11.1.0.1:4001
                       its own addresses: 192.168.1.2:4001
            strangers  do not reach this node
                       peers had others send it packets, at least two times; none came within 3 s
            NAT        a NAT that shows one port to all, and lets in who was sent something
                       several peers see it, not each at another place
            relays     11.11.0.1:4001, 11.12.0.1:4001: others call this node there

            A PEER BEHIND                WOULD BE LINKED
            nothing                      direct
            a firewall                   punched: through a relay first, then straight
            a NAT, full cone             direct
            a NAT, restricted            punched: through a relay first, then straight
            a NAT, port-restricted       punched: through a relay first, then straight
            a NAT, symmetric             punched: through a relay first, straight once a port is guessed, within seconds

            all well   nothing to mend\
            """);
    assertThat(answers.diagnose().json().toString())
        .isEqualTo(
            "{\"peer\":\"b518\",\"address\":\"0.0.0.0:4001\",\"network\":\"demo\",\"joined\":true,"
                + "\"peers\":2,\"ownAddresses\":[\"192.168.1.2:4001\"],"
                + "\"seenAt\":[\"11.1.0.1:4001\"],\"reached\":false,\"nat\":\"onePort\","
                + "\"carrierNat\":false,\"relays\":[\"11.11.0.1:4001\",\"11.12.0.1:4001\"],"
                + "\"tunnelledTo\":[],\"links\":{\"direct\":2,\"punched\":0,\"relayed\":0,\"tunnelled\":0},\"rungs\":"
                + rungs("direct", "punched", "direct", "punched", "punched", "punched")
                + ",\"problems\":[]}");
  }

  @Test
  void aNodeFromWhichUdpGetsNowhere() {
    Answers answers =
        Answers.of(List.of(HOME), List.of(), "tunnelled 11.11.0.1:4001", "relayed 11.11.0.1:4001")
            .with("hidden")
            .relayedBy("11.11.0.1:4001")
            .tunnelledTo("11.11.0.1:4001");
    assertThat(answers.text())
        .contains(
            """
            links      0 direct, 0 punched, 1 relayed, 1 tunnelled
            seen at    not known: no peer has said it yet
                       its own addresses: 192.168.1.2:4001
            strangers  do not reach this node
                       nothing has come by UDP
            NAT        UDP gets nowhere: all goes through a tunnel of TLS to a relay
                       the tunnel works: 11.11.0.1:4001; links are straight where a firewall lets UDP out
            relays     11.11.0.1:4001: others call this node there

            A PEER BEHIND                WOULD BE LINKED
            nothing                      relayed
            """)
        .contains("nothing to mend");
    assertThat(answers.json("nat")).isEqualTo("\"udpBlocked\"");
    assertThat(answers.json("tunnelledTo")).isEqualTo("[\"11.11.0.1:4001\"]");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("relayed", "relayed", "relayed", "relayed", "relayed", "relayed"));
  }

  @Test
  void aNodeBehindASymmetricNat() {
    Answers answers =
        Answers.of(
                List.of(HOME),
                List.of("11.1.0.1:17000", "11.1.0.1:34222"),
                "direct 11.11.0.1:4001",
                "direct 11.12.0.1:4001",
                "punched 11.2.0.1:4002",
                "relayed 11.11.0.1:4001")
            .with("hidden", "portVaries")
            .relayedBy("11.11.0.1:4001");
    assertThat(answers.text())
        .contains("another port to everybody (symmetric)", "each at another place")
        .contains("links      2 direct, 1 punched, 1 relayed")
        .containsPattern("a NAT, restricted +punched: through a relay first, then straight\n")
        .containsPattern("a NAT, port-restricted +punched: .* once a port is guessed")
        .containsPattern("a NAT, symmetric +relayed\n");
    assertThat(answers.json("nat")).isEqualTo("\"symmetric\"");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("direct", "punched", "direct", "punched", "punched", "relayed"));
  }

  @Test
  void anOpenNode() {
    Answers answers = Answers.of(List.of(SEEN), List.of(SEEN), SERVERS).with("reached");
    assertThat(answers.text())
        .contains("strangers  reach this node", "to which nothing had been sent")
        .contains("NAT        none:", "relays     none\n", "all well")
        .containsPattern("a NAT, symmetric +direct if it calls; through a relay first");
    assertThat(answers.json("nat")).isEqualTo("\"none\"");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("direct", "direct", "direct", "direct", "direct", "direct"));
  }

  @Test
  void aNodeWhosePortAGatewayHasMapped() {
    Answers answers = atHome(SERVERS).with("reached", "portVaries", "mappedProved");
    assertThat(answers.text())
        .contains("a port that it has mapped for this node", "a packet came in at the mapped port");
    assertThat(answers.json("nat")).isEqualTo("\"mapped\"");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("direct", "direct", "direct", "direct", "direct", "direct"));
  }

  @Test
  void aNodeWithAForwardedPort() {
    Answers answers = atHome(SERVERS).with("reached");
    assertThat(answers.text()).contains("lets everybody in at that port (full cone, or forwarded)");
    assertThat(answers.json("nat")).isEqualTo("\"fullCone\"");
    assertThat(answers.json("reached")).isEqualTo("true");
  }

  @Test
  void aNodeBehindAFirewall() {
    Answers answers = Answers.of(List.of(SEEN), List.of(SEEN), SERVERS).with("hidden");
    assertThat(answers.text()).contains("a firewall, no NAT");
    assertThat(answers.json("nat")).isEqualTo("\"firewall\"");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("direct", "punched", "direct", "punched", "punched", "punched"));
  }

  @Test
  void aNodeWithIpv6AloneReachesWhoHasIpv4ThroughRelays() {
    List<String> place = List.of("[2a00:1:0:1::2]:4001");
    Answers answers = Answers.of(place, place, SERVERS).with("reached");
    assertThat(answers.json("nat")).isEqualTo("\"none\"");
    assertThat(answers.json("rungs"))
        .isEqualTo(rungs("relayed", "relayed", "relayed", "relayed", "relayed", "relayed"));
  }

  @Test
  void hiddenWithoutARelayIsAProblem() {
    Answers answers = atHome(SERVERS).with("hidden");
    assertThat(answers.text())
        .contains("none, and one is needed", "problem    nobody can call this node")
        .contains("xorcast relay")
        .doesNotContain("all well");
    assertThat(answers.diagnose().problems()).hasSize(1);
    assertThat(answers.diagnose().isConnected()).isTrue();
  }

  @Test
  void whatIsNotKnownIsSaidToBeSo() {
    Answers oneView = atHome("direct 11.11.0.1:4001");
    assertThat(oneView.text())
        .contains("strangers  not known yet", "only one address has seen it")
        .contains("whether it lets everybody in is not known yet");
    assertThat(oneView.json("reached")).isEqualTo("null");
    Answers untranslated = Answers.of(List.of(SEEN), List.of(SEEN), SERVERS);
    assertThat(untranslated.text()).contains("whether a firewall keeps strangers out is not known");
    assertThat(untranslated.json("nat")).isEqualTo("\"noneOrFirewall\"");
  }

  @Test
  void peersThatAreNearProveNothing() {
    Answers answers = Answers.of(List.of(HOME), List.of(HOME), "direct 192.168.1.3:4001");
    assertThat(answers.text()).contains("peers so near prove nothing").doesNotContain("A PEER");
    assertThat(answers.json("nat")).isEqualTo("\"local\"");
    assertThat(answers.json("rungs")).isEqualTo("{}");
  }

  @Test
  void aCarriersNatIsKnownByItsAddresses() {
    String words = "a carrier's NAT is in between, or a VPN";
    Answers own = Answers.of(List.of("100.64.0.9:4001"), List.of(SEEN), SERVERS);
    Answers mapped = Answers.of(List.of(HOME), List.of("100.127.255.1:4001"), SERVERS);
    Answers outside = Answers.of(List.of("100.128.0.1:4001"), List.of("100.63.0.1:4001"), SERVERS);
    assertThat(own.text()).contains(words);
    assertThat(mapped.text()).contains(words);
    assertThat(outside.text()).doesNotContain(words);
    assertThat(own.json("carrierNat")).isEqualTo("true");
    assertThat(outside.json("carrierNat")).isEqualTo("false");
  }

  @Test
  void readsIpv6() {
    String address = "[2a00:1:0:1::2]:4001";
    Answers answers =
        Answers.of(List.of(address), List.of(address), "direct [2a00:11:0:0:0:0:0:1]:1");
    assertThat(answers.text()).contains("seen at    " + address);
    assertThat(answers.json("nat")).isEqualTo("\"noneOrFirewall\"");
  }

  @Test
  void aNodeWithoutPeersIsNotConnected() {
    Answers answers = Answers.of(List.of(HOME), List.of());
    assertThat(answers.text())
        .contains("connected  not joined", "seen at    not known", "NAT        not known")
        .contains("problem    the node has no peer", "--bootstrap")
        .doesNotContain("A PEER BEHIND");
    assertThat(answers.diagnose().isConnected()).isFalse();
    assertThat(answers.json("nat")).isEqualTo("\"unknown\"");
  }
}
