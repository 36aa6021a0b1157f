package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

/** What a node is asked for. {@code want} is null where the asker does not say. */
public sealed interface Query {
  /** Are you there? */
  record Ping() implements Query {}

  /** Which nodes do you know close to {@code target}? */
  record FindNode(NodeId target, @Nullable Want want) implements Query {}

  /**
   * Who announced itself for {@code infoHash}?
   *
   * @param noSeed BEP 33: leave out who has everything already
   * @param scrape BEP 33: only count them
   */
  record GetPeers(NodeId infoHash, boolean noSeed, boolean scrape, @Nullable Want want)
      implements Query {}

  /**
   * I am a peer for {@code infoHash}.
   *
   * @param port 0 to 65535; of no meaning if {@code impliedPort}
   * @param impliedPort the port is the one that this comes from
   * @param seed BEP 33: I have everything already
   */
  record AnnouncePeer(NodeId infoHash, int port, boolean impliedPort, boolean seed, Bytes token)
      implements Query {}

  /**
   * BEP 44: which item lies at {@code target}?
   *
   * @param seq of a mutable item, only a newer one is wanted; null for any
   */
  record Get(NodeId target, @Nullable Long seq, @Nullable Want want) implements Query {}

  /**
   * BEP 44: keep this value under its hash.
   *
   * @param value as encoded; canonical, of any size
   */
  record PutImmutable(Bytes token, Bytes value) implements Query {}

  /**
   * BEP 44: keep this value under the hash of its author's key and salt.
   *
   * @param cas keep it only if the stored item has this sequence; null: in any case
   */
  record PutMutable(Bytes token, MutableItem item, @Nullable Long cas) implements Query {}

  /** BEP 51: a sample of the keys that you store peers for. */
  record SampleInfohashes(NodeId target, @Nullable Want want) implements Query {}

  /** Draft BEP on signed peers: I am a peer for {@code infoHash}, reachable by my key. */
  record AnnounceSignedPeer(NodeId infoHash, SignedPeer peer, Bytes token) implements Query {}

  /** Draft BEP on signed peers: which keys announced themselves for {@code infoHash}? */
  record GetSignedPeers(NodeId infoHash, @Nullable Want want) implements Query {}

  /**
   * A method of others.
   *
   * @param target what it is about, if it says so
   */
  record Unknown(String method, @Nullable NodeId target, @Nullable Want want) implements Query {}

  /** The name on the wire. */
  default String method() {
    return switch (this) {
      case Ping q -> "ping";
      case FindNode q -> "find_node";
      case GetPeers q -> "get_peers";
      case AnnouncePeer q -> "announce_peer";
      case Get q -> "get";
      case PutImmutable q -> "put";
      case PutMutable q -> "put";
      case SampleInfohashes q -> "sample_infohashes";
      case AnnounceSignedPeer q -> "announce_signed_peer";
      case GetSignedPeers q -> "get_signed_peers";
      case Unknown q -> q.method;
    };
  }
}
