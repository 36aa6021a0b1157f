package org.xorcast.core.dht;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.wire.WireException;

/** A server with full tables, a clock to be moved, and strangers who ask it. */
final class ServedNode {
  static final NodeId SELF = new Rng(99).nextNodeId();
  static final NodeId CLIENT = new Rng(98).nextNodeId();
  static final Endpoint ALICE = Endpoint.ofIpv4(0x01020304, 6881);
  static final Endpoint BOB = Endpoint.ofIpv4(0x05060708, 6882);
  static final long EPOCH_MILLIS = 1_790_000_000_000L;

  final DhtCounters counters = new DhtCounters();
  final Server server;
  long nowNanos = 1;
  int signaturesChecked;

  /** The greatest ratio of a reply to its query so far. */
  double worstAmplification;

  int longestReplyBytes;

  ServedNode() {
    this(ServerLimits.local(), EPOCH_MILLIS);
  }

  ServedNode(ServerLimits limits, long epochMillisAtZero) {
    Verifier verifier =
        (signer, message, signature) -> {
          signaturesChecked++;
          return TestKeys.verifier().verify(signer, message, signature);
        };
    server =
        new Server(
            SELF,
            ServedNode::neighbours,
            limits,
            "a key of 16 byte".getBytes(StandardCharsets.US_ASCII),
            verifier,
            epochMillisAtZero,
            counters,
            new Rng(1));
  }

  private static List<NodeContact> neighbours(NodeId target, boolean ipv6, int count) {
    List<NodeContact> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new NodeContact(target.inBucket(i, target), ipv6 ? ipv6(i, 1) : address(i)));
    }
    return nodes;
  }

  /** An address in a block of its own. */
  static Endpoint address(int number) {
    return Endpoint.ofIpv4(0x14000001 + (number << 8), 6881);
  }

  static Endpoint ipv6(int block, int host) {
    byte[] ip = new byte[16];
    ip[0] = 0x20;
    ip[1] = 3;
    ip[6] = (byte) (block >> 8);
    ip[7] = (byte) block;
    ip[14] = (byte) (host >> 8);
    ip[15] = (byte) host;
    return new Endpoint(Bytes.wrap(ip), 6881);
  }

  static Bytes bytes(String latin1) {
    return Bytes.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  /** What the server replies to these bytes, null if nothing. */
  @Nullable KrpcMessage send(byte[] datagram, Endpoint from) {
    try {
      byte[] reply = server.reply(KrpcMessage.decode(datagram), from, datagram.length, nowNanos);
      if (reply == null) {
        return null;
      }
      worstAmplification = Math.max(worstAmplification, reply.length / (double) datagram.length);
      longestReplyBytes = Math.max(longestReplyBytes, reply.length);
      return KrpcMessage.decode(reply);
    } catch (WireException e) {
      return null;
    }
  }

  @Nullable KrpcMessage send(String latin1) {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1), ALICE);
  }

  @Nullable KrpcMessage send(Query query, Endpoint from) {
    return send(new KrpcQuery(bytes("aa"), CLIENT, query, false, null, null).encode(), from);
  }

  Answer ask(Query query, Endpoint from) {
    return ((KrpcResponse) Objects.requireNonNull(send(query, from))).answer();
  }

  /** The error code that {@code query} gets, 0 if it gets a response. */
  int errorOf(Query query, Endpoint from) {
    return errorOf(send(query, from));
  }

  static int errorOf(@Nullable KrpcMessage reply) {
    return reply instanceof KrpcError error ? (int) error.code() : reply == null ? -1 : 0;
  }

  Bytes token(NodeId target, Endpoint from) {
    return Objects.requireNonNull(ask(new Query.Get(target, null, null), from).token());
  }

  int announce(NodeId infoHash, Endpoint from, boolean seed) {
    Bytes token = ask(new Query.GetPeers(infoHash, false, false, null), from).token();
    return errorOf(
        new Query.AnnouncePeer(infoHash, 0, true, seed, token == null ? bytes("") : token), from);
  }
}
