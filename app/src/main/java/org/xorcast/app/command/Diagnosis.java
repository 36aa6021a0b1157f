package org.xorcast.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.Rung;
import org.xorcast.app.Json;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * What a node's place in the world is, from its answers to {@code status} and {@code peers}.
 *
 * @param reached whether strangers reach it, null if that is not known
 * @param observers different addresses of peers that it is linked with straight
 * @param tunnels relays to which it has a tunnel, since UDP gets nowhere
 * @param links how many there are of each rung
 * @param rungs what each kind of peer with IPv4 would get, empty while no peer but near ones is
 *     known
 * @param problems what is to be mended, in words
 */
record Diagnosis(
    String peer,
    String address,
    String network,
    boolean joined,
    int peers,
    List<Endpoint> own,
    List<Endpoint> seen,
    @Nullable Boolean reached,
    Barrier barrier,
    boolean carrier,
    int observers,
    List<Endpoint> relays,
    List<Endpoint> tunnels,
    Map<Rung, Integer> links,
    Map<Barrier.Peers, Rung> rungs,
    List<String> problems) {

  /** Reads both answers. */
  static Diagnosis of(ObjectNode status, ObjectNode peers) {
    JsonNode place = status.path("place");
    List<Endpoint> own = endpoints(place.path("ownAddresses"));
    List<Endpoint> seen = endpoints(place.path("seenAt"));
    List<Endpoint> relays = endpoints(place.path("relays"));
    boolean reached = place.path("reached").asBoolean();
    boolean hidden = place.path("hidden").asBoolean();
    List<Endpoint> tunnels = endpoints(place.path("tunnelledTo"));
    Barrier barrier =
        !tunnels.isEmpty()
            ? Barrier.UDP_BLOCKED
            : place.path("mappedProved").asBoolean()
                ? Barrier.MAPPED
                : Barrier.of(
                    !seen.isEmpty(),
                    !own.containsAll(seen),
                    seen.stream().allMatch(e -> e.isLocal() || e.isLoopback()),
                    reached,
                    hidden,
                    place.path("portVaries").asBoolean());
    Map<Rung, Integer> links = new EnumMap<>(Rung.class);
    for (Rung rung : Rung.values()) {
      links.put(rung, 0);
    }
    Set<Bytes> observers = new HashSet<>();
    for (JsonNode entry : peers.path("peers")) {
      Rung rung = Rung.valueOf(entry.path("rung").asText().toUpperCase(Locale.ROOT));
      links.merge(rung, 1, Integer::sum);
      if (rung == Rung.DIRECT) {
        observers.add(endpoint(entry.path("address").asText()).ip());
      }
    }
    Map<Barrier.Peers, Rung> rungs = new EnumMap<>(Barrier.Peers.class);
    // The NATs of the kinds are those of IPv4.
    boolean ipv6Only = Stream.concat(own.stream(), seen.stream()).allMatch(Endpoint::isIpv6);
    if (barrier != Barrier.UNKNOWN && barrier != Barrier.LOCAL) {
      for (Barrier.Peers kind : Barrier.Peers.values()) {
        rungs.put(kind, ipv6Only ? Rung.RELAYED : barrier.towards(kind));
      }
    }
    boolean joined = status.path("joined").asBoolean();
    int count = peers.path("peers").size();
    return new Diagnosis(
        status.path("peer").asText(),
        status.path("address").asText(),
        status.path("network").asText(),
        joined,
        count,
        own,
        seen,
        reached || hidden ? reached : null,
        barrier,
        own.stream().anyMatch(Diagnosis::isCarriers)
            || seen.stream().anyMatch(Diagnosis::isCarriers),
        observers.size(),
        relays,
        tunnels,
        links,
        rungs,
        problems(joined && count > 0, hidden && relays.isEmpty()));
  }

  private static List<String> problems(boolean connected, boolean uncalled) {
    List<String> problems = new ArrayList<>();
    if (!connected) {
      problems.add(
          "the node has no peer: check --bootstrap, that a node runs there, and that UDP passes the"
              + " firewalls, or TCP to a relay with --tcp-relay");
    }
    if (connected && uncalled) {
      problems.add(
          "nobody can call this node: strangers do not reach it, and no peer relays for it; run"
              + " xorcast relay on a machine that strangers reach, or forward the UDP port");
    }
    return problems;
  }

  private static List<Endpoint> endpoints(JsonNode array) {
    List<Endpoint> all = new ArrayList<>();
    array.forEach(text -> all.add(endpoint(text.asText())));
    return all;
  }

  /** As {@link Endpoint#toString} writes it. */
  private static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String ip = text.substring(0, colon).replace("[", "").replace("]", "");
    byte[] bytes = InetAddress.ofLiteral(ip).getAddress();
    return new Endpoint(Bytes.wrap(bytes), Integer.parseInt(text.substring(colon + 1)));
  }

  /** RFC 6598: 100.64.0.0/10. */
  private static boolean isCarriers(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    return ip.length == 4 && ip[0] == 100 && (ip[1] & 0xc0) == 64;
  }

  boolean isConnected() {
    return joined && peers > 0;
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("peer", peer)
            .put("address", address)
            .put("network", network)
            .put("joined", joined)
            .put("peers", peers);
    put(json.putArray("ownAddresses"), own);
    put(json.putArray("seenAt"), seen);
    json.put("reached", reached).put("nat", barrier.key()).put("carrierNat", carrier);
    put(json.putArray("relays"), relays);
    put(json.putArray("tunnelledTo"), tunnels);
    ObjectNode counts = json.putObject("links");
    links.forEach((rung, count) -> counts.put(name(rung), count));
    ObjectNode towards = json.putObject("rungs");
    rungs.forEach((kind, rung) -> towards.put(kind.key(), name(rung)));
    problems.forEach(json.putArray("problems")::add);
    return json;
  }

  private static void put(ArrayNode array, List<Endpoint> endpoints) {
    endpoints.forEach(endpoint -> array.add(endpoint.toString()));
  }

  static String name(Rung rung) {
    return rung.name().toLowerCase(Locale.ROOT);
  }
}
