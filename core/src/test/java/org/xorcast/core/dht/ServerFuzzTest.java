package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.CLIENT;
import static org.xorcast.core.dht.ServedNode.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SignedPeer;
import org.xorcast.core.wire.WireException;

/** Damaged queries with good tokens: each gets a sound reply within its limit, or none. */
class ServerFuzzTest {
  private static final NodeId KEY = new Rng(4).nextNodeId();
  private static final Bytes VALUE = bytes("d1:ai1e1:bl3:abcee");
  private static final MutableItem ITEM =
      MutableItem.sign(TestKeys.identity(1), bytes("salt"), 3, VALUE);

  private final Rng rng = new Rng(9);
  private final ServedNode node = new ServedNode();

  private List<byte[]> samples() {
    Bytes forKey = node.token(KEY, ALICE);
    Bytes forItem = node.token(ITEM.target(), ALICE);
    long micros = 1000 * ServedNode.EPOCH_MILLIS + node.nowNanos / 1000;
    SignedPeer peer = SignedPeer.sign(TestKeys.identity(2), KEY, micros);
    List<byte[]> samples = new ArrayList<>();
    for (Query query :
        List.of(
            new Query.Ping(),
            new Query.FindNode(KEY, null),
            new Query.GetPeers(KEY, false, true, null),
            new Query.AnnouncePeer(KEY, 7, false, true, forKey),
            new Query.Get(ITEM.target(), 2L, null),
            new Query.PutImmutable(node.token(ImmutableItem.target(VALUE), ALICE), VALUE),
            new Query.PutMutable(forItem, ITEM, 3L),
            new Query.SampleInfohashes(KEY, null),
            new Query.AnnounceSignedPeer(KEY, peer, forKey),
            new Query.GetSignedPeers(KEY, null))) {
      samples.add(new KrpcQuery(bytes("aa"), CLIENT, query, false, null, null).encode());
      samples.add(new KrpcQuery(bytes("aa"), CLIENT, query, false, ITEM.target(), null).encode());
    }
    return samples;
  }

  private byte[] damage(byte[] sample) {
    byte[] packet = Arrays.copyOf(sample, sample.length - rng.nextInt(20) / 18);
    for (int changes = rng.nextInt(4); changes > 0; changes--) {
      packet[rng.nextInt(packet.length)] = (byte) (rng.chance(0.5) ? rng.nextLong() : 'e');
    }
    return packet;
  }

  @Test
  void damagedQueriesNeverDoMoreThanTheyMay() {
    node.server
        .topics()
        .subscribe(ITEM.key(), ITEM.salt(), AddressPolicy.of(Endpoint.ofIpv4(0x0a000001, 1)));
    List<byte[]> samples = samples();
    int answered = 0;
    for (int i = 0; i < 100_000; i++) {
      if (i % 1000 == 0) {
        node.pass(Duration.ofSeconds(rng.nextInt(120)));
        samples = samples();
      }
      byte[] packet = damage(samples.get(rng.nextInt(samples.size())));
      Endpoint from = rng.chance(0.5) ? ALICE : ServedNode.ipv6(rng.nextInt(50), rng.nextInt(50));
      try {
        KrpcMessage message = KrpcMessage.decode(packet);
        byte[] reply = node.server.reply(message, from, packet.length, node.nowNanos);
        if (reply != null) {
          answered++;
          assertThat(KrpcMessage.decode(reply).transaction()).isEqualTo(message.transaction());
          int max = from.equals(ALICE) ? Replies.ITEM_MAX_BYTES : 10 * packet.length;
          assertThat(reply.length).isLessThanOrEqualTo(max);
        }
      } catch (WireException e) {
        assertThat(e.getMessage()).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("not a query"); // y has become r or e
      }
    }
    assertThat(answered).isBetween(20_000, 90_000);
  }
}
