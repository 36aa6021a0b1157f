package org.xorcast.core.dht;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SignedPeer;

/** What can be wanted of the DHT. Each ends with one {@link DhtResult}. */
public sealed interface DhtCommand {
  /** Is a node there? {@link DhtResult.Pong}. */
  record Ping(Endpoint to) implements DhtCommand {}

  /** Which nodes are closest? {@link DhtResult.Nodes}. */
  record FindNode(NodeId target) implements DhtCommand {}

  /**
   * Who announced itself? {@link DhtResult.Peers}.
   *
   * @param scrape only how many
   */
  record GetPeers(NodeId infoHash, boolean scrape) implements DhtCommand {}

  /**
   * Announces this host. {@link DhtResult.Stored}.
   *
   * @param port 1 to 65535, 0 for the one that the DHT itself uses
   */
  record Announce(NodeId infoHash, int port, boolean seed) implements DhtCommand {}

  /** {@link DhtResult.Immutable}. */
  record GetImmutable(NodeId target) implements DhtCommand {}

  /**
   * {@link DhtResult.Stored}.
   *
   * @param value in bencode, at most 1000 bytes
   */
  record PutImmutable(Bytes value) implements DhtCommand {}

  /** {@link DhtResult.Mutable}. */
  record GetMutable(PeerId key, Bytes salt) implements DhtCommand {}

  /**
   * {@link DhtResult.Stored}.
   *
   * @param cas store it only where this is the sequence of what is there; null: wherever it is
   *     newer
   */
  record PutMutable(MutableItem item, @Nullable Long cas) implements DhtCommand {}

  /** Which keys are peers stored for around {@code target}? {@link DhtResult.Samples}. */
  record Sample(NodeId target) implements DhtCommand {}

  /** Announces a key. {@link DhtResult.Stored}. */
  record AnnounceSigned(NodeId infoHash, SignedPeer peer) implements DhtCommand {}

  /** Which keys announced themselves? {@link DhtResult.SignedPeers}. */
  record GetSignedPeers(NodeId infoHash) implements DhtCommand {}

  /** What is looked for. */
  default @Nullable NodeId target() {
    return switch (this) {
      case Ping c -> null;
      case FindNode c -> c.target;
      case GetPeers c -> c.infoHash;
      case Announce c -> c.infoHash;
      case GetImmutable c -> c.target;
      case PutImmutable c -> ImmutableItem.target(c.value);
      case GetMutable c -> MutableItem.target(c.key, c.salt);
      case PutMutable c -> c.item.target();
      case Sample c -> c.target;
      case AnnounceSigned c -> c.infoHash;
      case GetSignedPeers c -> c.infoHash;
    };
  }

  /** What every node on the way is asked. */
  default Query query(NodeId target) {
    return switch (this) {
      case Ping c -> new Query.Ping();
      case FindNode c -> new Query.FindNode(target, null);
      case GetPeers c -> new Query.GetPeers(target, false, c.scrape, null);
      case Announce c -> new Query.GetPeers(target, false, false, null);
      case GetImmutable c -> new Query.Get(target, null, null);
      case PutImmutable c -> new Query.Get(target, null, null);
      case GetMutable c -> new Query.Get(target, null, null);
      case PutMutable c -> new Query.Get(target, null, null);
      case Sample c -> new Query.SampleInfohashes(target, null);
      case AnnounceSigned c -> new Query.GetSignedPeers(target, null);
      case GetSignedPeers c -> new Query.GetSignedPeers(target, null);
    };
  }

  /** What those are told that it is to be stored at, null if it is only read. */
  default @Nullable Query store(Bytes token, boolean hasItem) {
    return switch (this) {
      case Announce c -> new Query.AnnouncePeer(c.infoHash, c.port, c.port == 0, c.seed, token);
      case PutImmutable c -> new Query.PutImmutable(token, c.value);
      case PutMutable c -> new Query.PutMutable(token, c.item, hasItem ? c.cas : null);
      case AnnounceSigned c -> new Query.AnnounceSignedPeer(c.infoHash, c.peer, token);
      default -> null;
    };
  }

  /** Whether somebody waits for the first thing that is found. */
  default boolean isRead() {
    return target() != null && !stores() && !(this instanceof FindNode);
  }

  /** Whether something is to be stored at the end. */
  default boolean stores() {
    return switch (this) {
      case Announce c -> true;
      case PutImmutable c -> true;
      case PutMutable c -> true;
      case AnnounceSigned c -> true;
      default -> false;
    };
  }
}
