package org.xorcast.sim.nat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How nodes behind each kind of NAT are connected, and what went which way. */
public final class Census {
  private static final class Row {
    int nodes;
    final long[] ends = new long[Rung.values().length];
    final long[] payloadBytes = new long[Rung.values().length];
  }

  private final Map<NatKind, Row> rows = new EnumMap<>(NatKind.class);

  private long pairs;
  private long reachedPairs;

  private Row row(NatKind kind) {
    return rows.computeIfAbsent(kind, k -> new Row());
  }

  /** Of the hosts that live. */
  static Census of(List<Host> hosts) {
    Census census = new Census();
    for (Host host : hosts) {
      if (host.node().isAlive()) {
        census.add(host);
      }
    }
    census.addReach(hosts);
    return census;
  }

  private void add(Host host) {
    Row row = row(host.box().kind());
    row.nodes++;
    for (Rung rung : Rung.values()) {
      row.payloadBytes[rung.ordinal()] += host.payloadBytes(rung);
    }
    for (LinkEnd end : host.ends().values()) {
      if (end.state == LinkEnd.State.UP) {
        row.ends[host.rung(end).ordinal()]++;
      }
    }
  }

  /** In how many parts the links leave the nodes. */
  private void addReach(List<Host> hosts) {
    Set<Host> left = new LinkedHashSet<>(hosts);
    left.removeIf(host -> !host.node().isAlive());
    long all = left.size();
    while (!left.isEmpty()) {
      Set<Host> part = part(left.iterator().next());
      left.removeAll(part);
      reachedPairs += part.size() * (part.size() - 1L);
      pairs += part.size() * (all - 1);
    }
  }

  private static Set<Host> part(Host first) {
    Set<Host> part = new LinkedHashSet<>(Set.of(first));
    Deque<Host> open = new ArrayDeque<>(part);
    while (!open.isEmpty()) {
      for (LinkEnd end : open.remove().ends().values()) {
        Host peer = end.peer;
        if (end.state == LinkEnd.State.UP && peer != null && peer.node().isAlive()) {
          if (part.add(peer)) {
            open.add(peer);
          }
        }
      }
    }
    return part;
  }

  /** Of all pairs of nodes, the share of those with a way over links between them. */
  public double reachedShare() {
    return pairs == 0 ? 1 : (double) reachedPairs / pairs;
  }

  /** Adds another run's. */
  public void add(Census other) {
    reachedPairs += other.reachedPairs;
    pairs += other.pairs;
    other.rows.forEach((kind, its) -> {
      Row row = row(kind);
      row.nodes += its.nodes;
      for (Rung rung : Rung.values()) {
        row.ends[rung.ordinal()] += its.ends[rung.ordinal()];
        row.payloadBytes[rung.ordinal()] += its.payloadBytes[rung.ordinal()];
      }
    });
  }

  /** The kinds that there are. */
  public Iterable<NatKind> kinds() {
    return rows.keySet();
  }

  public int nodes(NatKind kind) {
    return row(kind).nodes;
  }

  /** The sum over all kinds. */
  public int nodes() {
    return rows.values().stream().mapToInt(row -> row.nodes).sum();
  }

  /** Links that a node has on average. */
  public double linksPerNode(NatKind kind) {
    long ends = 0;
    for (long count : row(kind).ends) {
      ends += count;
    }
    return (double) ends / Math.max(1, row(kind).nodes);
  }

  /** Of the links of such nodes, the share on that rung. */
  public double linkShare(NatKind kind, Rung rung) {
    return share(row(kind).ends, rung);
  }

  /** Of all links. Each counts twice, at both its ends. */
  public double linkShare(Rung rung) {
    long[] sum = new long[Rung.values().length];
    rows.values().forEach(row -> addTo(sum, row.ends));
    return share(sum, rung);
  }

  /** Of the payload that such nodes sent, the share on that rung. */
  public double payloadShare(NatKind kind, Rung rung) {
    return share(row(kind).payloadBytes, rung);
  }

  /** Of all payload. */
  public double payloadShare(Rung rung) {
    long[] sum = new long[Rung.values().length];
    rows.values().forEach(row -> addTo(sum, row.payloadBytes));
    return share(sum, rung);
  }

  private static void addTo(long[] sum, long[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  private static double share(long[] counts, Rung rung) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    return all == 0 ? 0 : (double) counts[rung.ordinal()] / all;
  }
}
