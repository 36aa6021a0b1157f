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
 * @param signed the canonical encoding with its signature, ready to be passed on
 */
public record PeerRecord(PeerId peer, long version, List<Endpoint> endpoints, Bytes signed) {
  /** More addresses than this help nobody and are refused. */
  public static final int ENDPOINTS_MAX = 8;

  public PeerRecord {
    endpoints = List.copyOf(endpoints);
    if (endpoints.size() > ENDPOINTS_MAX) {
      throw new IllegalArgumentException("more than 8 endpoints: " + endpoints.size());
    }
  }

  public boolean isNewerThan(PeerRecord other) {
    return version > other.version;
  }

  @Override
  public String toString() {
    return peer.abbreviated() + "@" + endpoints + " v" + version;
  }
}
