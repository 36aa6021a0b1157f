package org.xorcast.sim;

import java.util.Arrays;

/**
 * What keeps frames from one node to another for a while: partitions lose them, clogs and pauses
 * hold them up.
 */
public final class Barriers {
  Barriers() {}

  private byte[] sides = new byte[0];
  private boolean oneWay;
  private long[] cloggedUntil = new long[0];
  private long[] pausedUntil = new long[0];
  private boolean[] undialable = new boolean[0];

  /** Frames between nodes of different sides vanish; one-way: only those from side 1 to others. */
  public void partition(byte[] newSides, boolean onlyOneWay) {
    sides = newSides.clone();
    oneWay = onlyOneWay;
  }

  public void heal() {
    sides = new byte[0];
  }

  /** Frames to the node arrive at that time at the earliest. */
  public void clog(SimNode node, long untilNanos) {
    if (node.index() >= cloggedUntil.length) {
      cloggedUntil = Arrays.copyOf(cloggedUntil, Math.max(64, 2 * node.index() + 1));
    }
    cloggedUntil[node.index()] = untilNanos;
  }

  /** The node does nothing before that time. */
  public void pause(SimNode node, long untilNanos) {
    if (node.index() >= pausedUntil.length) {
      pausedUntil = Arrays.copyOf(pausedUntil, Math.max(64, 2 * node.index() + 1));
    }
    pausedUntil[node.index()] = untilNanos;
  }

  /** Ends all pauses, clogs and partitions; frames that were held up still come late. */
  public void liftAll() {
    heal();
    cloggedUntil = new long[0];
    pausedUntil = new long[0];
  }

  /** Whether some nodes cannot hear others now. */
  public boolean isCut() {
    return sides.length > 0;
  }

  /** Whether the node stands still, or frames to it are held up. */
  public boolean hold(SimNode node, long nowNanos) {
    return pausedUntil(node) > nowNanos || heldUpUntil(node, nowNanos) > nowNanos;
  }

  /** When a node that stands still goes on; 0 if it runs. */
  public long pausedUntil(SimNode node) {
    return node.index() < pausedUntil.length ? pausedUntil[node.index()] : 0;
  }

  /** Nobody can open a link to the node; it can open links itself. */
  public void forbidDialling(SimNode node) {
    if (node.index() >= undialable.length) {
      undialable = Arrays.copyOf(undialable, Math.max(64, 2 * node.index() + 1));
    }
    undialable[node.index()] = true;
  }

  boolean lets(SimNode from, SimNode to) {
    if (sides.length == 0) {
      return true;
    }
    int fromSide = side(from);
    int toSide = side(to);
    return fromSide == toSide || (oneWay && fromSide != 1);
  }

  boolean letsDial(SimNode from, SimNode to) {
    boolean dialable = to.index() >= undialable.length || !undialable[to.index()];
    return dialable && lets(from, to) && lets(to, from);
  }

  private int side(SimNode node) {
    return node.index() < sides.length ? sides[node.index()] : 0;
  }

  long heldUpUntil(SimNode to, long arrivalNanos) {
    return to.index() < cloggedUntil.length
        ? Math.max(arrivalNanos, cloggedUntil[to.index()])
        : arrivalNanos;
  }
}
