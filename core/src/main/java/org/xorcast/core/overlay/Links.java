package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.RoutingTable;

/**
 * Every open link, and which one of two to the same peer is kept.
 *
 * <p>Two peers may dial each other at the same moment. Both ends then keep the link that the peer
 * with the smaller id opened; of two opened by the same end the newer is kept, since the older one
 * is what is left of an earlier life.
 *
 * <p>Neighbours sit in the table; only those for whom it has no room are kept beside it.
 */
final class Links {
  private final PeerId self;
  private final RoutingTable<Neighbour> table;
  private final PrefixLimit prefixes;
  private final LinkIndex byNumber = new LinkIndex();
  private final List<Link.Pending> pending = new ArrayList<>(0);
  private final List<Neighbour> surplus = new ArrayList<>(0);

  Links(PeerId self, RoutingTable<Neighbour> table, PrefixLimit prefixes) {
    this.self = self;
    this.table = table;
    this.prefixes = prefixes;
  }

  void add(Link.Pending link) {
    byNumber.put(link);
    pending.add(link);
  }

  @Nullable Link get(long number) {
    return byNumber.get(number);
  }

  /** The neighbour {@code peer}, null if it is none. */
  @Nullable Neighbour neighbour(PeerId peer) {
    Neighbour seated = table.get(peer.nodeId());
    if (seated != null && seated.peer().equals(peer)) {
      return seated;
    }
    for (Neighbour neighbour : surplus) {
      if (neighbour.peer().equals(peer)) {
        return neighbour;
      }
    }
    return null;
  }

  /** The other end of {@code link}, which is forgotten, has become a neighbour. */
  Neighbour establish(Link.Pending link, PeerRecord record, long nowNanos) {
    Neighbour neighbour = new Neighbour(table.self(), record, link, nowNanos);
    pending.remove(link);
    byNumber.put(neighbour);
    if (!mayBeSeated(neighbour) || !table.add(neighbour)) {
      surplus.add(neighbour);
    }
    return neighbour;
  }

  /** Whether one more link to the network of {@code remote} is allowed. */
  boolean mayLink(Endpoint remote) {
    if (!PrefixLimit.isScarce(remote)) {
      return true;
    }
    int sharing =
        sharing(remote, table.all()) + sharing(remote, surplus) + sharing(remote, pending);
    return sharing < prefixes.perTable();
  }

  /** Whether a peer may sit in its bucket, as far as its address goes. */
  private boolean mayBeSeated(Neighbour neighbour) {
    return neighbour.isRelayed() || mayBeSeated(neighbour.remote(), neighbour.bucketIndex());
  }

  /** Whether a peer at {@code remote} may sit in this bucket, as far as its address goes. */
  private boolean mayBeSeated(Endpoint remote, int bucket) {
    return !PrefixLimit.isScarce(remote)
        || (sharing(remote, table.bucket(bucket)) < prefixes.perBucket()
            && sharing(remote, table.all()) < prefixes.perTable());
  }

  /** Whether a peer with this record may be seated if it is dialled. */
  boolean mayBeSeated(PeerRecord record, int bucket) {
    return !record.relays().isEmpty() || mayBeSeated(record.anyEndpoint(), bucket);
  }

  private static int sharing(Endpoint remote, List<? extends Link> links) {
    int count = 0;
    for (Link link : links) {
      if (!link.isRelayed() && PrefixLimit.sharePrefix(remote, link.remote())) {
        count++;
      }
    }
    return count;
  }

  /** A neighbour is on another link from now on. */
  void move(Neighbour neighbour, Link.Pending link) {
    byNumber.remove(neighbour.link());
    pending.remove(link);
    neighbour.replaceBy(link);
    byNumber.put(neighbour);
  }

  void remove(Link link) {
    byNumber.remove(link.link());
    switch (link) {
      case Link.Pending unfinished -> pending.remove(unfinished);
      case Neighbour neighbour -> {
        if (!surplus.remove(neighbour)) {
          table.remove(neighbour.nodeId());
        }
      }
    }
  }

  /** A link to {@code peer} that has not said HELLO yet. */
  Link.@Nullable Pending pending(PeerId peer) {
    for (Link.Pending link : pending) {
      if (link.peer().equals(peer)) {
        return link;
      }
    }
    return null;
  }

  boolean prefers(Link candidate, Link current) {
    if (candidate.isDialled() == current.isDialled()) {
      return candidate.link() > current.link();
    }
    boolean selfIsSmaller = self.compareTo(candidate.peer()) < 0;
    return candidate.isDialled() == selfIsSmaller;
  }

  /** Gives a neighbour a seat in the table, if there is one by now. */
  boolean seat(Neighbour neighbour) {
    boolean seated = mayBeSeated(neighbour) && table.add(neighbour);
    if (seated) {
      surplus.remove(neighbour);
    }
    return seated;
  }

  int size() {
    return byNumber.size();
  }

  int neighbourCount() {
    return table.size() + surplus.size();
  }

  /** The links that have not said HELLO; a copy, safe against changes. */
  List<Link.Pending> pending() {
    return List.copyOf(pending);
  }

  /** The neighbours for whom the table has no room; a copy, safe against changes. */
  List<Neighbour> surplus() {
    return List.copyOf(surplus);
  }

  /** All neighbours, those in the table first; a copy, safe against changes. */
  List<Neighbour> neighbours() {
    if (surplus.isEmpty()) {
      return table.all();
    }
    List<Neighbour> neighbours = new ArrayList<>(neighbourCount());
    neighbours.addAll(table.all());
    neighbours.addAll(surplus);
    return neighbours;
  }

  /** Where the neighbours are. */
  List<Endpoint> remotes() {
    List<Endpoint> remotes = new ArrayList<>(neighbourCount());
    neighbours().forEach(neighbour -> remotes.add(neighbour.remote()));
    return remotes;
  }
}
