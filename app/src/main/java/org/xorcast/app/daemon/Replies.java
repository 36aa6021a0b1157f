package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.HistoryStats;
import org.xorcast.Message;
import org.xorcast.Node;
import org.xorcast.NodeStats;
import org.xorcast.Peer;
import org.xorcast.Published;
import org.xorcast.Reception;
import org.xorcast.Topic;
import org.xorcast.Whereabouts;
import org.xorcast.app.Json;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.path.Place;
import org.xorcast.core.path.RelayCounters;

/** The headers that a node writes. */
final class Replies {
  private Replies() {}

  static ObjectNode error(ControlError error, String message) {
    return Json.object().put("error", error.code()).put("message", message);
  }

  static ObjectNode event(String name) {
    return Json.object().put("event", name);
  }

  static ObjectNode published(Published published) {
    ObjectNode reply =
        Json.object().put("id", published.id().toString()).put("sequence", published.sequence());
    Reception reception = published.reception();
    if (reception != null) {
      reply.put("reached", reception.soFar()).put("complete", reception.isComplete());
      if (!reception.ids().isEmpty()) {
        ArrayNode ids = reply.putArray("ids");
        reception.ids().forEach(id -> ids.add(id.toString()));
      }
    }
    return reply;
  }

  static ObjectNode kept(HistoryStats stats) {
    return event("kept")
        .put("messages", stats.messages())
        .put("historyBytes", stats.bytes())
        .put("damaged", stats.damaged());
  }

  static ObjectNode message(Message message) {
    ObjectNode header =
        event("message")
            .put("from", message.from().toString())
            .put("id", message.id().toString())
            .put("session", message.session())
            .put("sequence", message.sequence())
            .put("hop", message.hop())
            .put("createdMillis", message.createdAt().toEpochMilli())
            .put("bytes", message.sizeBytes())
            .put("sha256", message.sha256());
    message.name().ifPresent(name -> header.put("name", name));
    message.key().ifPresent(key -> header.put("key", key));
    return header;
  }

  static ObjectNode status(Node node, String network) {
    NodeStats stats = node.stats();
    ObjectNode status =
        self(node, network)
            .put("peerCount", stats.peers())
            .put("linkCount", stats.links())
            .put("datagramsIn", stats.datagramsIn())
            .put("bytesIn", stats.bytesIn())
            .put("datagramsOut", stats.datagramsOut())
            .put("bytesOut", stats.bytesOut())
            .put("messagesLost", stats.messagesLost())
            .put("failures", stats.failures());
    place(status.putObject("place"), node.whereabouts());
    ObjectNode counters = status.putObject("counters");
    for (Counter counter : Counter.values()) {
      counters.put(counter.name().toLowerCase(Locale.ROOT), stats.get(counter));
    }
    ObjectNode dropped = status.putObject("droppedDatagrams");
    Map<String, Long> sorted = new TreeMap<>(stats.droppedDatagrams());
    sorted.forEach((kind, count) -> dropped.put(kind, count));
    return status;
  }

  private static void place(ObjectNode reply, Whereabouts here) {
    Place place = here.place();
    reply.put("reached", place.reached()).put("hidden", place.hidden());
    reply.put("portVaries", place.varies());
    ArrayNode own = reply.putArray("ownAddresses");
    here.own().forEach(endpoint -> own.add(endpoint.toString()));
    ArrayNode seen = reply.putArray("seenAt");
    place.seen().forEach(endpoint -> seen.add(endpoint.toString()));
    ArrayNode mapped = reply.putArray("mapped");
    place.mapped().forEach(endpoint -> mapped.add(endpoint.toString()));
    reply.put("mappedProved", place.mappedProved());
    ArrayNode relays = reply.putArray("relays");
    place.relays().forEach(endpoint -> relays.add(endpoint.toString()));
    ArrayNode tunnelled = reply.putArray("tunnelledTo");
    place.tunnels().forEach(endpoint -> tunnelled.add(endpoint.toString()));
    RelayCounters relay = here.relay();
    reply
        .putObject("relaying")
        .put("reservations", relay.reservations())
        .put("flows", relay.flows())
        .put("forwardedBytes", relay.forwardedBytes())
        .put("droppedOverRate", relay.droppedOverRate())
        .put("droppedUnknown", relay.droppedUnknown())
        .put("refused", relay.refused());
    reply
        .putObject("stun")
        .put("answered", here.stun().answered())
        .put("refused", here.stun().refused());
    reply
        .putObject("tunnels")
        .put("open", here.tunnels().open())
        .put("refused", here.tunnels().refused())
        .put("malformed", here.tunnels().malformed())
        .put("dropped", here.tunnels().dropped());
  }

  static ObjectNode peers(Node node, String network) {
    ObjectNode reply = self(node, network);
    ArrayNode peers = reply.putArray("peers");
    node.peers().stream()
        .sorted(Comparator.comparingInt(Peer::bucket).reversed().thenComparing(Peer::id))
        .forEach(peer -> {
          ObjectNode entry =
              peers
                  .addObject()
                  .put("peer", peer.id().toString())
                  .put("address", peer.address().toString())
                  .put("rung", peer.rung().name().toLowerCase(Locale.ROOT))
                  .put("bucket", peer.bucket())
                  .put("inTable", peer.inTable())
                  .put("dialledByUs", peer.dialledByUs());
          peer.roundTrip()
              .ifPresent(rtt -> entry.put("rttMillis", Json.rounded(rtt.toNanos() / 1e6)));
        });
    return reply;
  }

  static ObjectNode topic(Topic topic, @Nullable String owner) {
    ObjectNode reply = Json.object().put("topic", topic.name()).put("id", topic.id().toString());
    if (owner != null) {
      reply.put("owner", owner);
    }
    ArrayNode peers = reply.putArray("peers");
    for (Peer peer : topic.peers()) {
      peers.addObject().put("peer", peer.id().toString()).put("address", peer.address().toString());
    }
    return reply;
  }

  private static ObjectNode self(Node node, String network) {
    return Json.object()
        .put("peer", node.id().toString())
        .put("address", node.address().toString())
        .put("network", network)
        .put("joined", node.isJoined());
  }
}
