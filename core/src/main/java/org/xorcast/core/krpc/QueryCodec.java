package org.xorcast.core.krpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.WireException;

/** The arguments of queries, keys in ascending order. */
final class QueryCodec {
  private static final int METHOD_MAX_BYTES = 64;

  /**
   * Who answers strangers with at most ten times what they sent, as we do, can answer a padded
   * {@code get} with the largest item. Nobody reads it.
   */
  private static final byte[] GET_PADDING = new byte[40];

  private static final byte[] N4 = {'n', '4'};
  private static final byte[] N6 = {'n', '6'};

  private QueryCodec() {}

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static void encodeArguments(Query query, NodeId id, BencodeWriter out) {
    byte[] sender = id.toByteArray();
    switch (query) {
      case Query.Ping q -> out.string("id").string(sender);
      case Query.FindNode q -> encodeTarget(out, sender, q.target(), q.want());
      case Query.GetPeers q -> {
        encodeInfoHash(out, sender, q.infoHash());
        encodeFlag(out, "noseed", q.noSeed());
        encodeFlag(out, "scrape", q.scrape());
        encode(out, q.want());
      }
      case Query.AnnouncePeer q -> {
        out.string("id").string(sender);
        encodeFlag(out, "implied_port", q.impliedPort());
        out.string("info_hash").string(q.infoHash().toByteArray());
        out.string("port").integer(q.port());
        encodeFlag(out, "seed", q.seed());
        out.string("token").string(q.token().unwrap());
      }
      case Query.Get q -> {
        out.string("id").string(sender).string("pad").string(GET_PADDING);
        if (q.seq() != null) {
          out.string("seq").integer(q.seq());
        }
        out.string("target").string(q.target().toByteArray());
        encode(out, q.want());
      }
      case Query.PutImmutable q ->
          out.string("id")
              .string(sender)
              .string("token")
              .string(q.token().unwrap())
              .string("v")
              .raw(q.value().unwrap());
      case Query.PutMutable q -> encodePut(out, sender, q);
      case Query.SampleInfohashes q -> encodeTarget(out, sender, q.target(), q.want());
      case Query.AnnounceSignedPeer q -> {
        encodeInfoHash(out, sender, q.infoHash());
        out.string("k").string(q.peer().key().toByteArray());
        out.string("sig").string(q.peer().signature().unwrap());
        out.string("t").integer(q.peer().micros());
        out.string("token").string(q.token().unwrap());
      }
      case Query.GetSignedPeers q -> {
        encodeInfoHash(out, sender, q.infoHash());
        encode(out, q.want());
      }
      case Query.Unknown q -> {
        out.string("id").string(sender);
        if (q.target() != null) {
          out.string("target").string(q.target().toByteArray());
        }
        encode(out, q.want());
      }
    }
  }

  private static void encodeTarget(
      BencodeWriter out, byte[] sender, NodeId target, @Nullable Want want) {
    out.string("id").string(sender).string("target").string(target.toByteArray());
    encode(out, want);
  }

  private static void encodeInfoHash(BencodeWriter out, byte[] sender, NodeId infoHash) {
    out.string("id").string(sender).string("info_hash").string(infoHash.toByteArray());
  }

  private static void encodePut(BencodeWriter out, byte[] sender, Query.PutMutable put) {
    MutableItem item = put.item();
    if (put.cas() != null) {
      out.string("cas").integer(put.cas());
    }
    out.string("id").string(sender).string("k").string(item.key().toByteArray());
    if (item.salt().length() > 0) {
      out.string("salt").string(item.salt().unwrap());
    }
    out.string("seq").integer(item.seq());
    out.string("sig").string(item.signature().unwrap());
    out.string("token").string(put.token().unwrap());
    out.string("v").raw(item.value().unwrap());
  }

  private static void encodeFlag(BencodeWriter out, String key, boolean flag) {
    if (flag) {
      out.string(key).integer(1);
    }
  }

  private static void encode(BencodeWriter out, @Nullable Want want) {
    if (want != null) {
      out.string("want")
          .strings(
              switch (want) {
                case IPV4 -> List.of(N4);
                case IPV6 -> List.of(N6);
                case BOTH -> List.of(N4, N6);
              });
    }
  }

  /**
   * Reads the arguments of {@code method}.
   *
   * @throws WireException if they are not what it needs; the message is for the sender
   */
  static Query decode(byte @Nullable [] method, Bencode in) {
    if (method == null || method.length > METHOD_MAX_BYTES) {
      throw new WireException("no method");
    }
    String name = latin1(method);
    return switch (name) {
      case "ping" -> new Query.Ping();
      case "find_node" -> new Query.FindNode(requiredId(in, "target"), want(in));
      case "get_peers" ->
          new Query.GetPeers(
              requiredId(in, "info_hash"), flag(in, "noseed"), flag(in, "scrape"), want(in));
      case "announce_peer" -> announce(in);
      case "get" -> new Query.Get(requiredId(in, "target"), in.getInteger("seq"), want(in));
      case "put" -> put(in);
      case "sample_infohashes" -> new Query.SampleInfohashes(requiredId(in, "target"), want(in));
      case "announce_signed_peer" ->
          new Query.AnnounceSignedPeer(
              requiredId(in, "info_hash"),
              new SignedPeer(key(in), requiredInteger(in, "t"), signature(in)),
              required(in, "token"));
      case "get_signed_peers" -> new Query.GetSignedPeers(requiredId(in, "info_hash"), want(in));
      default -> {
        NodeId target = KrpcDecoder.id(in, "target");
        yield new Query.Unknown(
            name, target != null ? target : KrpcDecoder.id(in, "info_hash"), want(in));
      }
    };
  }

  private static Query announce(Bencode in) {
    boolean implied = flag(in, "implied_port");
    long port = Objects.requireNonNullElse(in.getInteger("port"), 0L);
    boolean fits = port > 0 && port <= 0xffff;
    if (!implied && !fits) {
      throw new WireException("no port");
    }
    return new Query.AnnouncePeer(
        requiredId(in, "info_hash"),
        fits ? (int) port : 0,
        implied,
        flag(in, "seed"),
        required(in, "token"));
  }

  private static Query put(Bencode in) {
    Bencode v = in.get("v");
    if (v == null || !v.isCanonical()) {
      throw new WireException("no v, or its keys are not sorted");
    }
    Bytes value = Bytes.wrap(v.raw());
    Bytes token = required(in, "token");
    if (in.get("k") == null) {
      return new Query.PutImmutable(token, value);
    }
    byte[] salt = in.getString("salt");
    MutableItem item =
        new MutableItem(
            key(in),
            Bytes.wrap(salt == null ? new byte[0] : salt),
            requiredInteger(in, "seq"),
            value,
            signature(in));
    return new Query.PutMutable(token, item, in.getInteger("cas"));
  }

  private static PeerId key(Bencode in) {
    Bytes key = required(in, "k");
    if (key.length() != PeerId.SIZE_BYTES) {
      throw new WireException("k has not 32 bytes");
    }
    return PeerId.of(key.unwrap());
  }

  private static Bytes signature(Bencode in) {
    Bytes signature = required(in, "sig");
    if (signature.length() != Verifier.SIGNATURE_BYTES) {
      throw new WireException("sig has not 64 bytes");
    }
    return signature;
  }

  static NodeId requiredId(Bencode in, String key) {
    NodeId id = KrpcDecoder.id(in, key);
    if (id == null) {
      throw new WireException(key + " has not 20 bytes");
    }
    return id;
  }

  private static Bytes required(Bencode in, String key) {
    byte[] bytes = in.getString(key);
    if (bytes == null) {
      throw new WireException("no " + key);
    }
    return Bytes.wrap(bytes);
  }

  private static long requiredInteger(Bencode in, String key) {
    Long number = in.getInteger(key);
    if (number == null) {
      throw new WireException("no " + key);
    }
    return number;
  }

  private static boolean flag(Bencode in, String key) {
    Long number = in.getInteger(key);
    return number != null && number != 0;
  }

  private static @Nullable Want want(Bencode in) {
    Bencode want = in.get("want");
    boolean ipv4 = false;
    boolean ipv6 = false;
    for (Bencode family : want == null ? List.<Bencode>of() : want.items()) {
      String name = latin1(family.string());
      ipv4 |= name.equals("n4");
      ipv6 |= name.equals("n6");
    }
    if (ipv4 && ipv6) {
      return Want.BOTH;
    }
    return ipv4 ? Want.IPV4 : ipv6 ? Want.IPV6 : null;
  }
}
