package org.xorcast.sim.adversary;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.id.Bytes;
import org.xorcast.sim.NodeFactory;

/** Flips a byte of every payload, or of its Merkle proof, that it passes on. */
final class Corrupting extends Hand {
  Corrupting(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }

  @Override
  CastMessage says(long link, CastMessage message, long nowNanos) {
    if (!(message instanceof Push push)) {
      return message;
    }
    Bytes body = push.body();
    List<Bytes> proof = push.proof();
    if (proof.isEmpty() || rng.chance(0.5)) {
      body = flipped(body);
    } else {
      proof = new ArrayList<>(proof);
      int at = rng.nextInt(proof.size());
      proof.set(at, flipped(proof.get(at)));
    }
    return new Push(
        push.mode(), push.height(), push.hop(), push.record(), push.chunk(), proof, body);
  }

  private Bytes flipped(Bytes bytes) {
    byte[] copy = bytes.unwrap().clone();
    copy[rng.nextInt(copy.length)] ^= (byte) (1 + rng.nextInt(255));
    return Bytes.wrap(copy);
  }
}
