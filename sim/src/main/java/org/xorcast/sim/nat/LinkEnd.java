package org.xorcast.sim.nat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.Via;

/** One end of a link from the first packet that it sends or gets. */
final class LinkEnd {
  enum State {
    HANDSHAKE,
    UP,
    /** Only what has been sent still has to arrive. */
    CLOSING,
    GONE
  }

  private final long link;
  private final Host host;
  private final boolean dialled;

  /** What was dialled: by what name, and who has to be there. */
  final @Nullable Endpoint target;

  final @Nullable PeerId expected;

  /** The ways that a handshake takes at the same time. */
  final List<Via> tried = new ArrayList<>(1);

  State state = State.HANDSHAKE;
  @Nullable Host peer;
  @Nullable Via via;
  long sentNanos;
  private int sent;
  private int taken;
  private final Map<Integer, Packet.Piece> early = new HashMap<>();

  private LinkEnd(
      long link, Host host, boolean dialled, @Nullable Endpoint target, @Nullable PeerId expected) {
    this.link = link;
    this.host = host;
    this.dialled = dialled;
    this.target = target;
    this.expected = expected;
  }

  static LinkEnd dialled(long link, Host host, Endpoint target, @Nullable PeerId expected) {
    return new LinkEnd(link, host, true, target, expected);
  }

  static LinkEnd accepted(long link, Host host, Host peer) {
    LinkEnd end = new LinkEnd(link, host, false, null, null);
    end.peer = peer;
    return end;
  }

  long link() {
    return link;
  }

  Host host() {
    return host;
  }

  boolean isDialled() {
    return dialled;
  }

  /** Something came along {@code from} before the handshake was over. */
  void answeredAlong(Via from) {
    Via current = via;
    if (current == null || (from.isDirect() && !current.isDirect())) {
      via = from;
    }
  }

  int nextNumber() {
    return sent++;
  }

  /** A piece has come; returns what is next in order, with it or without. */
  List<Packet.Cargo> take(Packet.Piece piece) {
    if (piece.number() >= taken) {
      early.put(piece.number(), piece);
    }
    List<Packet.Cargo> inOrder = new ArrayList<>(1);
    for (Packet.Piece next = early.remove(taken); next != null; next = early.remove(taken)) {
      taken++;
      inOrder.add(next.cargo());
    }
    return inOrder;
  }
}
