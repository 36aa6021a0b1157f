package org.xorcast.sim.dht;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.wire.WireException;

/**
 * Liars who know each other: each names only others of them, those closest to what is looked for,
 * gives tokens, says yes to whatever is put, and keeps nothing.
 */
final class Collusion implements DhtWorld.Liar {
  private static final int NAMED = 8;
  private static final Bytes TOKEN = Bytes.wrap(new byte[8]);

  private final List<DhtWorld.Member> all;

  Collusion(List<DhtWorld.Member> all) {
    this.all = all;
  }

  @Override
  public byte @Nullable [] reply(DhtWorld.Member self, Endpoint from, byte[] datagram) {
    try {
      if (KrpcMessage.decode(datagram) instanceof KrpcQuery query) {
        Answer answer = Answer.of(self.core().self());
        NodeId target = target(query.query());
        if (target != null) {
          answer = answer.withNodes(closest(target), null).withToken(TOKEN);
        }
        return new KrpcResponse(query.transaction(), answer, from, null, null).encode();
      }
    } catch (WireException e) {
      // Like anybody, it leaves that alone.
    }
    return null;
  }

  private static @Nullable NodeId target(Query query) {
    return switch (query) {
      case Query.FindNode q -> q.target();
      case Query.Get q -> q.target();
      case Query.GetPeers q -> q.infoHash();
      default -> null;
    };
  }

  private List<NodeContact> closest(NodeId target) {
    return all.stream()
        .map(DhtWorld.Member::contact)
        .sorted((a, b) -> target.compareDistance(a.nodeId(), b.nodeId()))
        .limit(NAMED)
        .toList();
  }
}
