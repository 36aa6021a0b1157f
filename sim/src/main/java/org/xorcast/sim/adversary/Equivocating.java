package org.xorcast.sim.adversary;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.cast.MerkleTree;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.NodeFactory;

/**
 * Publishes two different messages under each of its sequences, every {@value #EVERY_MILLIS} ms:
 * one to the nodes with a zero, the other to those with a one, at the first id bit below the bucket
 * that they share with it. Otherwise honest.
 */
final class Equivocating extends Hand {
  private static final int EVERY_MILLIS = 2000;
  private static final long FIRST_NANOS = 3_500_000_000L;
  private static final int PAYLOAD_BYTES = 500;
  private static final int TTL_SECONDS = 600;
  private static final int CHUNK_LOG2 = 16;

  private long atNanos;
  private long session = -1;
  private long sequence;

  Equivocating(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
    atNanos = FIRST_NANOS + rng.between(0, EVERY_MILLIS * 1_000_000L);
  }

  @Override
  long nextDeadlineNanos() {
    return atNanos;
  }

  @Override
  @Nullable Event acts(long nowNanos, Effects out) {
    atNanos = nowNanos + EVERY_MILLIS * 1_000_000L;
    long wallMillis = seat.epochMillis() + nowNanos / 1_000_000;
    if (session < 0) {
      session = wallMillis;
    }
    sequence++;
    tell(false, wallMillis, out);
    tell(true, wallMillis, out);
    return null;
  }

  private void tell(boolean ones, long wallMillis, Effects out) {
    byte[] payload = new byte[PAYLOAD_BYTES];
    for (int i = 0; i < PAYLOAD_BYTES; i++) {
      payload[i] = (byte) rng.nextLong();
    }
    Bytes body = Bytes.wrap(payload);
    MessageRecord record =
        MessageRecord.sign(
            seat.identity(),
            group,
            session,
            sequence,
            wallMillis,
            TTL_SECONDS,
            PAYLOAD_BYTES,
            CHUNK_LOG2,
            new MerkleTree(List.of(body)).root(),
            null);
    for (int bucket = engine.table().lowestBucket(); bucket < NodeId.BITS; bucket++) {
      int below = Math.max(0, bucket - 1);
      for (Neighbour member : engine.table().bucket(bucket)) {
        if (member.nodeId().bit(below) == ones) {
          Push push = new Push(Mode.TREE, below, 1, record, 0, List.of(), body);
          send(member.link(), push, out);
          break;
        }
      }
    }
  }
}
