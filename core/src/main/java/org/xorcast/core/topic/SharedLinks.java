package org.xorcast.core.topic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.overlay.Neighbour;

/**
 * Which groups use which link. A group that dials a peer with a standing link gets that one; a link
 * is closed when the last group lets go of it, or one finds that the peer breaks the protocol.
 *
 * <p>Every new link is the network's first. What only the network uses is not remembered here, so a
 * node without topics pays nothing.
 */
final class SharedLinks {
  /** A link that a topic uses, and who else. */
  private static final class Shared {
    final long link;
    final PeerId peer;
    final Endpoint remote;
    final boolean relayed;
    final List<Membership> users = new ArrayList<>(2);

    Shared(long link, PeerId peer, Endpoint remote, boolean relayed) {
      this.link = link;
      this.peer = peer;
      this.remote = remote;
      this.relayed = relayed;
    }

    Event.LinkUp up(boolean dialled) {
      return new Event.LinkUp(link, peer, remote, dialled, relayed);
    }
  }

  /** A peer may answer at any of its places, and anybody at a place of which no more is known. */
  private record Dial(@Nullable Endpoint to, @Nullable PeerId expected) {
    static Dial of(Endpoint to, @Nullable PeerId expected) {
      return expected == null ? new Dial(to, null) : new Dial(null, expected);
    }
  }

  /** What follows for a group from what another one did. */
  record Raised(Membership group, Event event) {}

  private final Membership network;
  private final Map<Long, Shared> shared = new LinkedHashMap<>();
  private final Map<Dial, List<Membership>> dials = new LinkedHashMap<>();
  private final ArrayDeque<Raised> raised = new ArrayDeque<>();

  SharedLinks(Membership network) {
    this.network = network;
  }

  /** The next event that a group has to be given, null if there is none left. */
  @Nullable Raised next() {
    return raised.poll();
  }

  /** How many links the network itself does not use. */
  int withoutNetwork() {
    int count = 0;
    for (Shared link : shared.values()) {
      count += link.users.contains(network) ? 0 : 1;
    }
    return count;
  }

  // ---- what groups want -------------------------------------------------------------------------

  /** Along all ways of a record. */
  void dial(Membership group, PeerRecord record, Effects out) {
    dial(group, record.anyEndpoint(), record.peer(), () -> out.dial(record));
  }

  void dial(Membership group, Endpoint to, Effects out) {
    dial(group, to, null, () -> out.dial(to));
  }

  private void dial(Membership group, Endpoint to, @Nullable PeerId expected, Runnable open) {
    Shared standing = expected == null ? null : standing(group, expected);
    if (standing != null) {
      standing.users.add(group);
      raised.add(new Raised(group, standing.up(true)));
      return;
    }
    Dial dial = Dial.of(to, expected);
    List<Membership> waiting = dials.get(dial);
    if (waiting == null) {
      waiting = new ArrayList<>(1);
      dials.put(dial, waiting);
      open.run();
    }
    if (!waiting.contains(group)) {
      waiting.add(group);
    }
  }

  /** A link to {@code peer} that {@code group} does not use yet. */
  private @Nullable Shared standing(Membership group, PeerId peer) {
    for (Shared link : shared.values()) {
      if (link.peer.equals(peer)) {
        return link.users.contains(group) ? null : link;
      }
    }
    Neighbour neighbour = group.isNetwork() ? null : network.member().overlay().neighbour(peer);
    return neighbour == null ? null : share(neighbour);
  }

  private Shared share(Neighbour neighbour) {
    Shared link =
        new Shared(neighbour.link(), neighbour.peer(), neighbour.remote(), neighbour.isRelayed());
    link.users.add(network);
    shared.put(link.link, link);
    return link;
  }

  void close(Membership group, long number, CloseReason reason, Effects out) {
    Shared link = shared.get(number);
    if (link == null) {
      if (group.isNetwork()) {
        out.close(number, reason);
      }
    } else if (link.users.remove(group)) {
      boolean endsAll = isFatal(reason) || (group.isNetwork() && reason == CloseReason.LEAVING);
      if (endsAll || link.users.isEmpty()) {
        // Who leaves a topic does not leave the network.
        boolean leaves = reason == CloseReason.LEAVING && !group.isNetwork();
        breakOff(number, leaves ? CloseReason.SURPLUS : reason, out);
      } else {
        out.send(number, new TopicMessage.Detach(group.tag(), reason).encode());
        forgetIfPlain(link);
      }
    }
  }

  /** Whether a peer that gave this reason to close is no good in any group. */
  private static boolean isFatal(CloseReason reason) {
    return switch (reason) {
      case PROTOCOL_ERROR, SELF, WRONG_VERSION, WRONG_IDENTITY -> true;
      default -> false;
    };
  }

  private void forgetIfPlain(Shared link) {
    if (link.users.size() == 1 && link.users.contains(network)) {
      shared.remove(link.link);
    }
  }

  /** Ends a link for everybody who uses it, as far as it is shared. */
  void breakOff(long number, CloseReason reason, Effects out) {
    Shared link = shared.remove(number);
    if (link != null) {
      out.close(number, reason);
      tellAll(link, reason);
    }
  }

  private void tellAll(Shared link, CloseReason reason) {
    for (Membership user : link.users) {
      raised.add(new Raised(user, new Event.LinkDown(link.link, reason)));
    }
  }

  /** Closes what the network does not use; the network closes the rest itself. */
  void leave(Effects out) {
    for (Shared link : new ArrayList<>(shared.values())) {
      if (!link.users.contains(network)) {
        shared.remove(link.link);
        out.close(link.link, CloseReason.LEAVING);
      }
    }
  }

  // ---- what the driver and peers say ------------------------------------------------------------

  /** A link stands, and the network has been told; whoever else waited for it gets it too. */
  void linkUp(Event.LinkUp up) {
    if (!up.dialled()) {
      return;
    }
    List<Membership> waiting = dials.remove(Dial.of(up.remote(), up.peer()));
    if (waiting == null) {
      dials.remove(Dial.of(up.remote(), null));
      return;
    }
    boolean refused = !network.member().overlay().hasLink(up.link());
    Shared link = new Shared(up.link(), up.peer(), up.remote(), up.relayed());
    link.users.add(network);
    for (Membership group : waiting) {
      if (!group.isNetwork() && refused) {
        raised.add(
            new Raised(group, new Event.DialFailed(up.remote(), up.peer(), CloseReason.REFUSED)));
      } else if (!group.isNetwork()) {
        link.users.add(group);
        shared.put(link.link, link);
        raised.add(new Raised(group, up));
      }
    }
  }

  void dialFailed(Event.DialFailed failed) {
    List<Membership> waiting = dials.remove(Dial.of(failed.to(), failed.expected()));
    if (waiting == null) {
      raised.add(new Raised(network, failed)); // It had dialled before there were topics.
    } else {
      waiting.forEach(group -> raised.add(new Raised(group, failed)));
    }
  }

  void linkDown(Event.LinkDown down) {
    Shared link = shared.remove(down.link());
    if (link == null) {
      raised.add(new Raised(network, down));
    } else {
      tellAll(link, down.reason());
    }
  }

  /** The other end's group uses the link no more. */
  void detach(Membership group, long number, CloseReason reason, Effects out) {
    Shared link = shared.get(number);
    if (link == null) {
      if (group.isNetwork() && network.member().overlay().hasLink(number)) {
        out.close(number, CloseReason.SURPLUS);
        raised.add(new Raised(network, new Event.LinkDown(number, reason)));
      }
    } else if (link.users.remove(group)) {
      raised.add(new Raised(group, new Event.LinkDown(number, reason)));
      if (link.users.isEmpty()) {
        breakOff(number, CloseReason.SURPLUS, out);
      } else {
        forgetIfPlain(link);
      }
    }
  }

  /**
   * The other end's group says HELLO: this one uses the link from now on.
   *
   * @return what has happened to the group, null if it used the link already or there is none
   */
  Event.@Nullable LinkUp attach(Membership group, long number) {
    Shared link = shared.get(number);
    Neighbour neighbour = network.member().overlay().neighbour(number);
    if (link == null && neighbour != null && !group.isNetwork()) {
      link = share(neighbour);
    }
    if (link == null || link.users.contains(group)) {
      return null;
    }
    link.users.add(group);
    return link.up(false);
  }

  /** Whether {@code group} uses the link. */
  boolean uses(Membership group, long number) {
    Shared link = shared.get(number);
    return link == null
        ? group.isNetwork() && network.member().overlay().hasLink(number)
        : link.users.contains(group);
  }
}
