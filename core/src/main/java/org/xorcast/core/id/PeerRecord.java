package org.xorcast.core.id;

import java.util.List;

/**
 * Where a peer can be reached, in its own words.
 *
 * <p>A record only enters the program signed: either made and signed by its owner or decoded and
 * verified by {@code wire.PeerRecordCodec}. Of two records of one peer the one with the larger
 * version counts.
 *
 * @param version milliseconds since 1970 when the owner made it
 * @param endpoints at most {@value #ENDPOINTS_MAX}, best first
 * @param relays places of nodes that pass datagrams on to it, if not all can reach it otherwise; at
 *     most {@value #RELAYS_MAX}
 * @param signed the canonical encoding with its signature, ready to be passed on
 */
public record PeerRecord(
    PeerId peer, long version, List<Endpoint> endpoints, List<Endpoint> relays, Bytes signed) {
  /** More addresses than this help nobody and are refused. */
  public static final int ENDPOINTS_MAX = 8;

  /** More places of relays than this are refused: three relays, each in both IP versions. */
  public static final int RELAYS_MAX = 6;

  public PeerRecord {
    endpoints = List.copyOf(endpoints);
    relays = List.copyOf(relays);
    if (endpoints.size() > ENDPOINTS_MAX || relays.size() > RELAYS_MAX) {
      throw new IllegalArgumentException(
          "more than 8 endpoints or 6 of relays: " + endpoints.size() + ", " + relays.size());
    }
  }

  /** Whether it names any way to the peer. */
  public boolean isReachable() {
    return !endpoints.isEmpty() || !relays.isEmpty();
  }

  /**
   * The endpoint, or the relay, that stands for all of them.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public Endpoint anyEndpoint() {
    return endpoints.isEmpty() ? relays.getFirst() : endpoints.getFirst();
  }

  public boolean isNewerThan(PeerRecord other) {
    return version > other.version;
  }

  @Override
  public String toString() {
    String through = relays.isEmpty() ? "" : " through " + relays;
    return peer.abbreviated() + "@" + endpoints + through + " v" + version;
  }
}
