package org.xorcast.loop;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xorcast.NodeStats;
import org.xorcast.Peer;
import org.xorcast.Rung;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.path.Via;
import org.xorcast.core.topic.Member;
import org.xorcast.net.QuicLinks;
import org.xorcast.net.Traffic;

/** Copies of what the loop knows, for other threads to look at. Called on the loop. */
final class Snapshots {
  private Snapshots() {}

  static List<Peer> peers(Engine engine, QuicLinks links) {
    return peers(engine.network(), links);
  }

  static List<Peer> peers(Engine engine, TopicId topic, QuicLinks links) {
    Member member = engine.member(topic);
    return member == null ? List.of() : peers(member, links);
  }

  private static List<Peer> peers(Member member, QuicLinks links) {
    return member.overlay().neighbours().stream()
        .map(neighbour -> peer(neighbour, member, links))
        .toList();
  }

  private static Peer peer(Neighbour neighbour, Member member, QuicLinks links) {
    Duration roundTrip = Duration.ofNanos(neighbour.rtt().smoothedNanos(0));
    Via via = links.via(neighbour.link());
    return new Peer(
        neighbour.peer(),
        via == null ? neighbour.remote() : via.next(),
        via == null ? Rung.DIRECT : links.rung(neighbour.link(), via),
        neighbour.rtt().isKnown() ? Optional.of(roundTrip) : Optional.empty(),
        neighbour.bucketIndex(),
        member.overlay().table().get(neighbour.nodeId()) != null,
        links.isDialled(neighbour.link()));
  }

  static NodeStats stats(Engine engine, QuicLinks links, long failures) {
    Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      counters.put(counter, engine.counters().get(counter));
    }
    Traffic traffic = links.traffic();
    return new NodeStats(
        Collections.unmodifiableMap(counters),
        traffic.datagramsIn(),
        traffic.bytesIn(),
        traffic.datagramsOut(),
        traffic.bytesOut(),
        Collections.unmodifiableMap(traffic.dropped()),
        engine.neighbours().size(),
        links.upCount(),
        0,
        failures);
  }
}
