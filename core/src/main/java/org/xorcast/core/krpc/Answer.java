package org.xorcast.core.krpc;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/**
 * What a node says in reply; a part that is null was not said. Each reply has a few of the parts.
 *
 * @param id the sender's
 * @param nodes IPv4 nodes close to what was asked for
 * @param nodes6 the same of IPv6
 * @param values peers that announced themselves
 * @param token to be shown with an announcement or a put
 * @param item BEP 44
 * @param scrape BEP 33
 * @param samples BEP 51
 * @param signedPeers draft BEP on signed peers
 */
public record Answer(
    NodeId id,
    @Nullable List<NodeContact> nodes,
    @Nullable List<NodeContact> nodes6,
    @Nullable List<Endpoint> values,
    @Nullable Bytes token,
    @Nullable Item item,
    @Nullable Scrape scrape,
    @Nullable Samples samples,
    @Nullable List<SignedPeer> signedPeers) {

  /**
   * What lies at a target: of an immutable item only the value, of a mutable one all, or only the
   * sequence if that is not newer than what the asker has.
   *
   * @param value as encoded
   * @param signature 64 bytes
   */
  public record Item(
      @Nullable Bytes value, @Nullable PeerId key, @Nullable Long seq, @Nullable Bytes signature) {
    /**
     * What is said of {@code item} to who has {@code newerThan}, null for nothing: all, or only its
     * sequence if that is not newer.
     */
    public static Item of(MutableItem item, @Nullable Long newerThan) {
      return newerThan != null && item.seq() <= newerThan
          ? new Item(null, null, item.seq(), null)
          : new Item(item.value(), item.key(), item.seq(), item.signature());
    }

    /** The item, if this is a whole mutable one; its signature and place are not checked yet. */
    public @Nullable MutableItem mutable(Bytes salt) {
      return value == null || key == null || seq == null || signature == null
          ? null
          : new MutableItem(key, salt, seq, value, signature);
    }
  }

  /** Who announced itself as having everything, and who did not. */
  public record Scrape(BloomFilter seeds, BloomFilter peers) {}

  /**
   * Some of the keys that a node stores peers for.
   *
   * @param intervalSeconds how long to wait before asking again, 0 to {@value
   *     #INTERVAL_MAX_SECONDS}
   * @param stored how many keys it has
   */
  public record Samples(int intervalSeconds, int stored, List<NodeId> keys) {
    /** Nobody may be told to wait longer. */
    public static final int INTERVAL_MAX_SECONDS = 21_600;
  }

  /** An answer that says nothing but who gives it. */
  public static Answer of(NodeId id) {
    return new Answer(id, null, null, null, null, null, null, null, null);
  }

  public Answer withNodes(@Nullable List<NodeContact> ipv4, @Nullable List<NodeContact> ipv6) {
    return new Answer(id, ipv4, ipv6, values, token, item, scrape, samples, signedPeers);
  }

  public Answer withValues(@Nullable List<Endpoint> peers) {
    return new Answer(id, nodes, nodes6, peers, token, item, scrape, samples, signedPeers);
  }

  public Answer withToken(@Nullable Bytes given) {
    return new Answer(id, nodes, nodes6, values, given, item, scrape, samples, signedPeers);
  }

  public Answer withItem(@Nullable Item stored) {
    return new Answer(id, nodes, nodes6, values, token, stored, scrape, samples, signedPeers);
  }

  public Answer withScrape(Scrape counts) {
    return new Answer(id, nodes, nodes6, values, token, item, counts, samples, signedPeers);
  }

  public Answer withSamples(Samples some) {
    return new Answer(id, nodes, nodes6, values, token, item, scrape, some, signedPeers);
  }

  public Answer withSignedPeers(@Nullable List<SignedPeer> peers) {
    return new Answer(id, nodes, nodes6, values, token, item, scrape, samples, peers);
  }
}
