package org.xorcast.core.krpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.WireException;

/**
 * The dictionary of a response. A part that makes no sense is taken as absent: half of the network
 * would otherwise be lost for a fault in a field that nobody asked for.
 */
final class AnswerCodec {
  private AnswerCodec() {}

  static void encode(Answer answer, BencodeWriter out) {
    Answer.Scrape scrape = answer.scrape();
    Answer.Samples samples = answer.samples();
    Answer.Item item = answer.item();
    out.dict();
    if (scrape != null) {
      out.string("BFpe").string(scrape.peers().toByteArray());
      out.string("BFsd").string(scrape.seeds().toByteArray());
    }
    out.string("id").string(answer.id().toByteArray());
    if (samples != null) {
      out.string("interval").integer(samples.intervalSeconds());
    }
    if (item != null && item.key() != null) {
      out.string("k").string(item.key().toByteArray());
    }
    if (answer.nodes() != null) {
      out.string("nodes").string(Compact.encode(answer.nodes(), Compact.IPV4_BYTES));
    }
    if (answer.nodes6() != null) {
      out.string("nodes6").string(Compact.encode(answer.nodes6(), Compact.IPV6_BYTES));
    }
    if (samples != null) {
      out.string("num").integer(samples.stored());
    }
    if (answer.signedPeers() != null) {
      out.string("peers").strings(answer.signedPeers().stream().map(SignedPeer::encode).toList());
    }
    if (samples != null) {
      out.string("samples").string(join(samples.keys()));
    }
    if (item != null && item.seq() != null) {
      out.string("seq").integer(item.seq());
    }
    if (item != null && item.signature() != null) {
      out.string("sig").string(item.signature().unwrap());
    }
    if (answer.token() != null) {
      out.string("token").string(answer.token().unwrap());
    }
    if (item != null && item.value() != null) {
      out.string("v").raw(item.value().unwrap());
    }
    if (answer.values() != null) {
      out.string("values").strings(answer.values().stream().map(Compact::encode).toList());
    }
    out.end();
  }

  /**
   * Reads the dictionary.
   *
   * @throws WireException if it does not say whose it is
   */
  static Answer decode(Bencode in) {
    NodeId id = KrpcDecoder.id(in, "id");
    if (id == null) {
      throw new WireException("a response without id");
    }
    return new Answer(
        id,
        nodes(in.getString("nodes"), Compact.IPV4_BYTES),
        nodes(in.getString("nodes6"), Compact.IPV6_BYTES),
        values(in.get("values")),
        bytes(in.getString("token")),
        item(in),
        scrape(in),
        samples(in),
        signedPeers(in.get("peers")));
  }

  private static @Nullable Bytes bytes(byte @Nullable [] array) {
    return array == null ? null : Bytes.wrap(array);
  }

  private static byte @Nullable [] exactly(byte @Nullable [] bytes, int count) {
    return bytes != null && bytes.length == count ? bytes : null;
  }

  private static @Nullable List<NodeContact> nodes(byte @Nullable [] bytes, int ipBytes) {
    return bytes == null ? null : Compact.nodes(bytes, ipBytes);
  }

  private static @Nullable List<Endpoint> values(@Nullable Bencode values) {
    return values == null || !values.isList()
        ? null
        : values.items().stream()
            .map(value -> Compact.endpoint(value.string()))
            .<Endpoint>mapMulti((endpoint, some) -> {
              if (endpoint != null) {
                some.accept(endpoint);
              }
            })
            .toList();
  }

  private static Answer.@Nullable Item item(Bencode in) {
    Bencode v = in.get("v");
    byte[] key = exactly(in.getString("k"), PeerId.SIZE_BYTES);
    Long seq = in.getInteger("seq");
    Bytes value = v == null || !v.isCanonical() ? null : Bytes.wrap(v.raw());
    return value == null && seq == null
        ? null
        : new Answer.Item(
            value,
            key == null ? null : PeerId.of(key),
            seq,
            bytes(exactly(in.getString("sig"), Verifier.SIGNATURE_BYTES)));
  }

  private static Answer.@Nullable Scrape scrape(Bencode in) {
    byte[] seeds = exactly(in.getString("BFsd"), BloomFilter.SIZE_BYTES);
    byte[] peers = exactly(in.getString("BFpe"), BloomFilter.SIZE_BYTES);
    return seeds == null || peers == null
        ? null
        : new Answer.Scrape(new BloomFilter(seeds), new BloomFilter(peers));
  }

  private static Answer.@Nullable Samples samples(Bencode in) {
    byte[] keys = in.getString("samples");
    if (keys == null) {
      return null;
    }
    List<NodeId> ids = new ArrayList<>(keys.length / NodeId.SIZE_BYTES);
    for (int at = 0; at + NodeId.SIZE_BYTES <= keys.length; at += NodeId.SIZE_BYTES) {
      ids.add(NodeId.fromBytes(Arrays.copyOfRange(keys, at, at + NodeId.SIZE_BYTES)));
    }
    return new Answer.Samples(
        clamp(in.getInteger("interval"), Answer.Samples.INTERVAL_MAX_SECONDS),
        clamp(in.getInteger("num"), Integer.MAX_VALUE),
        ids);
  }

  private static int clamp(@Nullable Long number, int max) {
    return Math.clamp(Objects.requireNonNullElse(number, 0L), 0, max);
  }

  private static byte[] join(List<NodeId> ids) {
    byte[] joined = new byte[NodeId.SIZE_BYTES * ids.size()];
    for (int i = 0; i < ids.size(); i++) {
      System.arraycopy(
          ids.get(i).toByteArray(), 0, joined, NodeId.SIZE_BYTES * i, NodeId.SIZE_BYTES);
    }
    return joined;
  }

  private static @Nullable List<SignedPeer> signedPeers(@Nullable Bencode peers) {
    return peers == null || !peers.isList()
        ? null
        : peers.items().stream()
            .map(Bencode::string)
            .filter(bytes -> bytes.length == SignedPeer.SIZE_BYTES)
            .map(SignedPeer::decode)
            .toList();
  }
}
