package org.xorcast.net;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What went through a UDP socket. Owned by the node's loop. */
public final class Traffic {
  private final long[] dropped = new long[Dropped.values().length];
  private long datagramsIn;
  private long bytesIn;
  private long datagramsOut;
  private long bytesOut;

  void received(int bytes) {
    datagramsIn++;
    bytesIn += bytes;
  }

  void sent(int datagrams, int bytes) {
    datagramsOut += datagrams;
    bytesOut += bytes;
  }

  void dropped(Dropped kind) {
    dropped[kind.ordinal()]++;
  }

  public long datagramsIn() {
    return datagramsIn;
  }

  public long bytesIn() {
    return bytesIn;
  }

  public long datagramsOut() {
    return datagramsOut;
  }

  public long bytesOut() {
    return bytesOut;
  }

  /** Received datagrams that nothing was done with, every kind present, in lower case. */
  public Map<String, Long> dropped() {
    Map<String, Long> byKind = new LinkedHashMap<>();
    for (Dropped kind : Dropped.values()) {
      byKind.put(kind.name().toLowerCase(Locale.ROOT), dropped[kind.ordinal()]);
    }
    return byKind;
  }
}
