package org.xorcast.sim.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.sim.SimNode;

/**
 * What is delivered in an honest node's name is what that node published: publisher, sequence and
 * every byte. Adversaries may say what they like in their own name.
 */
final class NothingForged implements Checker {
  private record Original(PeerId publisher, long sequence, Bytes payload) {}

  private final Findings findings;
  private final Predicate<PeerId> adversaries;
  private final Map<MessageId, Original> published = new HashMap<>();
  private long forged;

  NothingForged(Findings findings, Predicate<PeerId> adversaries) {
    this.findings = findings;
    this.adversaries = adversaries;
  }

  @Override
  public void published(SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {
    published.put(id, new Original(node.peer(), sequence, Bytes.wrap(payload)));
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    String lie = lie(delivery, published.get(delivery.id()));
    if (lie != null && !adversaries.test(delivery.publisher())) {
      forged++;
      findings.report("nothing forged", node, nowNanos, delivery.id() + " " + lie);
    }
  }

  private static @Nullable String lie(Delivery delivery, @Nullable Original original) {
    if (original == null) {
      return "was never published";
    }
    if (!original.publisher.equals(delivery.publisher())) {
      return "came as another publisher's, " + delivery.publisher();
    }
    if (original.sequence != delivery.sequence()) {
      return "came as number " + delivery.sequence() + " instead of " + original.sequence;
    }
    return isSame(delivery, original.payload.unwrap()) ? null : "came with other bytes";
  }

  private static boolean isSame(Delivery delivery, byte[] payload) {
    int at = 0;
    for (Bytes chunk : delivery.payload()) {
      byte[] bytes = chunk.unwrap();
      if (at + bytes.length > payload.length
          || !Arrays.equals(bytes, 0, bytes.length, payload, at, at + bytes.length)) {
        return false;
      }
      at += bytes.length;
    }
    return at == payload.length && delivery.sizeBytes() == payload.length;
  }

  /** Deliveries in an honest node's name that it never published so. */
  long forged() {
    return forged;
  }
}
