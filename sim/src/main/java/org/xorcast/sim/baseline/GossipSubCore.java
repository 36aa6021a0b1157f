package org.xorcast.sim.baseline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.NodeFactory;

/**
 * GossipSub with D = 8, after libp2p's specification v1.1: a flood over a mesh of few links, and
 * gossip beside it.
 *
 * <p>Every node keeps about D of its neighbours in its <em>mesh</em>. Once a second it has a
 * heartbeat: below D_low it grafts random neighbours up to D, above D_high it prunes down to D.
 * Both ends keep the same links: GRAFT is answered by PRUNE if the other has D_high already or has
 * pruned this peer within the last minute. A new message goes to the whole mesh except where it
 * came from, which costs one copy less than a mesh has links. Those are more than D on average,
 * because whoever is grafted by others keeps them up to D_high.
 *
 * <p>Each heartbeat also announces (IHAVE) the messages of the last three heartbeats to D_lazy
 * random neighbours outside the mesh. Who misses one asks for it (IWANT), so what the mesh lost is
 * repaired within about a second.
 *
 * <p>One topic, to which everybody subscribes. Left out: scores and what hangs on them (D_out,
 * D_score, opportunistic grafting), flood-publishing, the gossip factor of v1.1 (D_lazy is a
 * number, as in v1.0), IDONTWANT of v1.2.
 */
final class GossipSubCore implements Core<Event> {
  /** How many links a mesh is to have (D), and the bounds beyond which a node does something. */
  record Degree(int wanted, int low, int high) {
    /** Of the evaluation of v1.1, and of Ethereum. */
    static final Degree DEFAULT = new Degree(8, 6, 12);
  }

  private static final int D_LAZY = 6;
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(1).toNanos();

  /** How many heartbeats a message can be asked for, and how many it is announced. */
  private static final int HISTORY_LENGTH = 5;

  private static final int HISTORY_GOSSIP = 3;
  private static final int ANSWERS_PER_PEER_MAX = 3;
  private static final long SEEN_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long PRUNE_BACKOFF_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long NOBODY = -1;

  /** A message that can still be asked for. */
  private record Cached(Message message, int hop, int heartbeat, Map<Long, Integer> answers) {}

  private final Degree degree;
  private final Publisher publisher;
  private final Rng rng;
  private final Set<Long> neighbours = new LinkedHashSet<>();
  private final Set<Long> mesh = new LinkedHashSet<>();
  private final Map<Long, Long> backoffUntilNanos = new LinkedHashMap<>();
  private final Recent<Boolean> seen = new Recent<>(SEEN_NANOS);
  private final Map<MessageId, Cached> cache = new LinkedHashMap<>();
  private int heartbeats;
  private long heartbeatNanos = Deadlines.NEVER;

  GossipSubCore(NodeFactory.Seat seat, Degree degree) {
    this.degree = degree;
    publisher = new Publisher(seat);
    rng = new Rng(seat.seed());
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Start _ -> heartbeatNanos = nowNanos + rng.between(0, HEARTBEAT_NANOS);
      case Event.Adopt(long link, _, _, _, _) -> neighbours.add(link);
      case Event.LinkDown(long link, _) -> {
        neighbours.remove(link);
        mesh.remove(link);
        backoffUntilNanos.remove(link);
      }
      case Event.Publish publish -> {
        Message message = publisher.publish(publish, nowNanos, out);
        seen.add(message.id(), true, nowNanos);
        forward(message, 0, NOBODY, out);
      }
      case Event.Received(long link, var bytes) -> {
        if (neighbours.contains(link)) {
          received(link, Frame.read(bytes), nowNanos, out);
        }
      }
      case Event.Wake _ -> {
        if (nowNanos >= heartbeatNanos) {
          heartbeatNanos = nowNanos + HEARTBEAT_NANOS;
          heartbeat(nowNanos, out);
        }
      }
      default -> {}
    }
  }

  private void received(long from, Frame frame, long nowNanos, Effects out) {
    switch (frame) {
      case Frame.Payload(Message message, int hop, _) -> {
        if (seen.add(message.id(), true, nowNanos)) {
          out.deliver(message.delivery(hop));
          forward(message, hop, from, out);
        }
      }
      case Frame.IHave(var announcements) -> request(from, announcements, out);
      case Frame.IWant(var ids) -> ids.forEach(id -> answer(from, id, out));
      case Frame.Graft _ -> {
        if (mesh.size() >= degree.high || isBackedOff(from, nowNanos)) {
          prune(from, nowNanos, out);
        } else {
          mesh.add(from);
        }
      }
      case Frame.Prune() -> {
        mesh.remove(from);
        backoffUntilNanos.put(from, nowNanos + PRUNE_BACKOFF_NANOS);
      }
    }
  }

  /** Passes a new message on to the mesh and keeps it for those who will ask. */
  private void forward(Message message, int hop, long from, Effects out) {
    cache.put(message.id(), new Cached(message, hop, heartbeats, new LinkedHashMap<>()));
    Frame frame = new Frame.Payload(message, hop + 1, 0);
    for (long peer : mesh) {
      if (peer != from) {
        frame.send(peer, out);
      }
    }
  }

  private void heartbeat(long nowNanos, Effects out) {
    backoffUntilNanos.values().removeIf(until -> until <= nowNanos);
    keepMesh(nowNanos, out);
    gossip(out);
    heartbeats++;
    cache.values().removeIf(cached -> heartbeats - cached.heartbeat >= HISTORY_LENGTH);
  }

  private void keepMesh(long nowNanos, Effects out) {
    if (mesh.size() < degree.low) {
      List<Long> candidates = outsideMesh();
      candidates.removeIf(peer -> isBackedOff(peer, nowNanos));
      for (long peer : Draw.some(candidates, degree.wanted - mesh.size(), rng)) {
        mesh.add(peer);
        new Frame.Graft(null).send(peer, out);
      }
    } else if (mesh.size() > degree.high) {
      Draw.some(mesh, mesh.size() - degree.wanted, rng).forEach(peer -> prune(peer, nowNanos, out));
    }
  }

  private void prune(long peer, long nowNanos, Effects out) {
    mesh.remove(peer);
    backoffUntilNanos.put(peer, nowNanos + PRUNE_BACKOFF_NANOS);
    new Frame.Prune().send(peer, out);
  }

  private boolean isBackedOff(long peer, long nowNanos) {
    return backoffUntilNanos.getOrDefault(peer, nowNanos) > nowNanos;
  }

  private List<Long> outsideMesh() {
    List<Long> outside = new ArrayList<>(neighbours);
    outside.removeAll(mesh);
    return outside;
  }

  /** Tells a few neighbours outside the mesh what has come lately. */
  private void gossip(Effects out) {
    List<Frame.Announcement> lately = new ArrayList<>();
    for (Cached cached : cache.values()) {
      if (heartbeats - cached.heartbeat < HISTORY_GOSSIP && lately.size() < Frame.IDS_MAX) {
        lately.add(new Frame.Announcement(cached.message.id(), cached.hop));
      }
    }
    if (!lately.isEmpty()) {
      Frame frame = new Frame.IHave(lately);
      Draw.some(outsideMesh(), D_LAZY, rng).forEach(peer -> frame.send(peer, out));
    }
  }

  private void request(long from, List<Frame.Announcement> announcements, Effects out) {
    List<MessageId> missing = new ArrayList<>();
    for (Frame.Announcement announcement : announcements) {
      if (!seen.contains(announcement.id())) {
        missing.add(announcement.id());
      }
    }
    if (!missing.isEmpty()) {
      new Frame.IWant(missing).send(from, out);
    }
  }

  private void answer(long to, MessageId id, Effects out) {
    @Nullable Cached cached = cache.get(id);
    if (cached != null && cached.answers.merge(to, 1, Integer::sum) <= ANSWERS_PER_PEER_MAX) {
      new Frame.Payload(cached.message, cached.hop + 1, 0).send(to, out);
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return heartbeatNanos;
  }
}
