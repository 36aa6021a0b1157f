package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/**
 * Every open link, and which one of two to the same peer is kept.
 *
 * <p>Two peers may dial each other at the same moment. Both ends then keep the link that the peer
 * with the smaller id opened; of two opened by the same end the newer is kept, since the older one
 * is what is left of an earlier life.
 */
final class Links {
  /** One link and how far it has come. */
  static final class Link {
    final long number;
    final PeerId peer;
    final Endpoint remote;
    final boolean dialled;
    final long upNanos;
    @Nullable Neighbour neighbour;

    Link(long number, PeerId peer, Endpoint remote, boolean dialled, long upNanos) {
      this.number = number;
      this.peer = peer;
      this.remote = remote;
      this.dialled = dialled;
      this.upNanos = upNanos;
    }

    /** Whether both ends have said HELLO. */
    boolean isEstablished() {
      return neighbour != null;
    }
  }

  private final PeerId self;
  private final Map<Long, Link> byNumber = new LinkedHashMap<>();
  private final Map<PeerId, Link> established = new LinkedHashMap<>();

  Links(PeerId self) {
    this.self = self;
  }

  void add(Link link) {
    byNumber.put(link.number, link);
  }

  @Nullable Link get(long number) {
    return byNumber.get(number);
  }

  /** The link that carries the neighbour {@code peer}, null if it is none. */
  @Nullable Link established(PeerId peer) {
    return established.get(peer);
  }

  void establish(Link link, Neighbour neighbour) {
    link.neighbour = neighbour;
    established.put(link.peer, link);
  }

  /** Forgets a link; its peer stays established if another link carries it. */
  void remove(Link link) {
    byNumber.remove(link.number);
    established.remove(link.peer, link);
  }

  /** Another link to {@code peer} that has not said HELLO yet. */
  @Nullable Link pending(PeerId peer) {
    for (Link link : byNumber.values()) {
      if (!link.isEstablished() && link.peer.equals(peer)) {
        return link;
      }
    }
    return null;
  }

  boolean prefers(Link candidate, Link current) {
    if (candidate.dialled == current.dialled) {
      return candidate.number > current.number;
    }
    boolean selfIsSmaller = self.compareTo(candidate.peer) < 0;
    return candidate.dialled == selfIsSmaller;
  }

  int size() {
    return byNumber.size();
  }

  int establishedCount() {
    return established.size();
  }

  List<Link> all() {
    return new ArrayList<>(byNumber.values());
  }

  List<Neighbour> neighbours() {
    List<Neighbour> neighbours = new ArrayList<>(established.size());
    for (Link link : established.values()) {
      if (link.neighbour != null) {
        neighbours.add(link.neighbour);
      }
    }
    return neighbours;
  }

  /** Where the neighbours are. */
  List<Endpoint> remotes() {
    List<Endpoint> remotes = new ArrayList<>(established.size());
    established.values().forEach(link -> remotes.add(link.remote));
    return remotes;
  }
}
