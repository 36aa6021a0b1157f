package org.xorcast.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/** The links of a network in which everybody reaches everybody, but for the barriers. */
final class SimLinks implements Carrier {
  private static final long DIAL_TIMEOUT_NANOS = 3_000_000_000L;

  /** A handshake's first packet is repeated this often, as QUIC does. */
  private static final long DIAL_REPEAT_NANOS = 1_000_000_000L;

  private final World world;
  private final List<@Nullable SimLink> links = new ArrayList<>();

  SimLinks(World world) {
    this.world = world;
  }

  /** Opens a link at once, as if {@code dialler} had dialled some time ago; HELLOs follow. */
  void link(SimNode dialler, SimNode other) {
    SimLink link = open(dialler, other);
    world.raise(
        world.nowNanos(),
        dialler,
        new Event.LinkUp(link.number(), other.peer(), other.endpoint(), true));
    world.raise(
        world.nowNanos(),
        other,
        new Event.LinkUp(link.number(), dialler.peer(), dialler.endpoint(), false));
  }

  /** Hands both nodes a link that has stood for a while. */
  void adopt(SimNode dialler, SimNode other) {
    SimLink link = open(dialler, other);
    handOver(link, dialler);
    handOver(link, other);
  }

  /** Hands a node its end of a link that has stood for a while. */
  void handOver(SimLink link, SimNode node) {
    SimNode other = link.peerOf(node);
    boolean dialled = node == link.dialler();
    long roundTrip = 2 * link.latencyNanos();
    world.handle(
        node, new Event.Adopt(link.number(), other.record(), other.endpoint(), dialled, roundTrip));
  }

  /** A link that the world carries from now on; its ends are not told. */
  SimLink open(SimNode dialler, SimNode other) {
    SimLink link = new SimLink(links.size(), dialler, other, world.latencyNanos(dialler, other));
    links.add(link);
    return link;
  }

  private @Nullable SimLink linkOf(SimNode node, long number) {
    return node.mine(links.get((int) number));
  }

  @Override
  public boolean reset(Rng rng) {
    SimLink link = links.get(rng.nextInt(links.size()));
    if (link == null || !link.isOpenAt(link.dialler())) {
      return false;
    }
    SimNode other = link.peerOf(link.dialler());
    forget(link);
    Event down = new Event.LinkDown(link.number(), CloseReason.UNKNOWN);
    world.raise(world.nowNanos(), link.dialler(), down);
    world.raise(world.nowNanos(), other, down);
    return true;
  }

  private void forget(SimLink link) {
    link.close();
    links.set((int) link.number(), null);
  }

  @Override
  public @Nullable SimNode peerOf(SimNode node, long link) {
    SimLink known = linkOf(node, link);
    return known == null ? null : known.peerOf(node);
  }

  // ---- what nodes do ----------------------------------------------------------------------------

  @Override
  public void send(SimNode node, long number, byte[] head, Bytes body, boolean bulk) {
    SimLink link = linkOf(node, number);
    if (link == null) {
      return;
    }
    SimNode to = link.peerOf(node);
    long leaves = world.leaves(node, to, head, body, bulk);
    if (!world.passes(node, to)) {
      return;
    }
    long arrival = leaves + (world.isOvertaken() ? 2 : 1) * link.latencyNanos();
    world.arrives(arrival, to, number, Carrier.frame(head, body), body.length());
  }

  @Override
  public void dial(SimNode node, PeerRecord record) {
    dial(node, record.anyEndpoint(), record.peer(), world.nowNanos() + DIAL_TIMEOUT_NANOS);
  }

  @Override
  public void dial(SimNode node, Endpoint to) {
    dial(node, to, null, world.nowNanos() + DIAL_TIMEOUT_NANOS);
  }

  private void dial(SimNode node, Endpoint to, @Nullable PeerId expected, long untilNanos) {
    SimNode other = world.nodeAt(to);
    if (other == null || !world.isListening(other) || !world.barriers().letsDial(node, other)) {
      long again = world.nowNanos() + DIAL_REPEAT_NANOS;
      if (again < untilNanos) {
        world.at(again, () -> dial(node, to, expected, untilNanos));
      } else {
        world.raise(untilNanos, node, new Event.DialFailed(to, expected, CloseReason.UNREACHABLE));
      }
      return;
    }
    long latency = world.latencyNanos(node, other);
    if (expected != null && !other.peer().equals(expected)) {
      world.raise(
          world.nowNanos() + 2 * latency,
          node,
          new Event.DialFailed(to, expected, CloseReason.WRONG_IDENTITY));
      return;
    }
    SimLink link = open(node, other);
    world.raise(
        world.nowNanos() + 2 * latency,
        node,
        new Event.LinkUp(link.number(), other.peer(), to, true));
    world.raise(
        world.nowNanos() + 3 * latency,
        other,
        new Event.LinkUp(link.number(), node.peer(), node.endpoint(), false));
  }

  @Override
  public void close(SimNode node, long number, CloseReason reason) {
    SimLink link = linkOf(node, number);
    if (link == null) {
      return;
    }
    forget(link);
    SimNode other = link.peerOf(node);
    if (world.barriers().lets(node, other)) {
      world.raise(
          node.uplink.idleNanos(world.nowNanos()) + link.latencyNanos(),
          other,
          new Event.LinkDown(number, reason));
    }
  }
}
