package org.xorcast.sim.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Traffic;

/**
 * Forwarding never feeds itself: what honest nodes send stays in proportion to what is published.
 *
 * <p>The bounds are several times what bad weather needs: a node that publishes to a thousand sends
 * about 35 payload frames, all nodes together at most 3 a node with half of them dead. Payload that
 * comes may be answered, also what a liar sends over and over: an answer is far smaller, and calls
 * for none.
 */
final class NoStorm implements Checker {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Payload frames of one node for each published chunk. */
  private static final long PAYLOAD_PER_NODE = 120;

  /** Payload frames of all nodes, for each published chunk and node. */
  private static final long PAYLOAD_MEAN = 6;

  /** Answers to each payload frame that came: two where links lose frames. */
  private static final long ANSWERS = 2;

  /**
   * Other control frames of one node in a second: so many anyway, and for each chunk on its way.
   */
  private static final long CONTROL_BASE = 400;

  private static final long CONTROL_PER_CHUNK = 120;

  /** Chunks count as on their way for this many looks. */
  private static final int LOOKS = 4;

  private final Findings findings;
  private final Set<MessageId> messages = new HashSet<>();
  private final Map<SimNode, Long> unaskedBefore = new HashMap<>();
  private final long[] chunksAtLook = new long[LOOKS];
  private long chunks;
  private long lastNanos;
  private int looks;

  NoStorm(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void published(SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {
    count(id, Math.max(1, payload.length));
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    count(delivery.id(), delivery.sizeBytes());
  }

  private void count(MessageId id, int sizeBytes) {
    if (messages.add(id)) {
      chunks += Math.ceilDiv(sizeBytes, CHUNK_BYTES);
    }
  }

  @Override
  public void inspect(Network network) {
    long nowNanos = network.nowNanos();
    double seconds = Math.max(1, (nowNanos - lastNanos) / 1e9);
    long onTheirWay = chunks - chunksAtLook[looks % LOOKS];
    long controlMax = (long) (seconds * (CONTROL_BASE + CONTROL_PER_CHUNK * onTheirWay));
    long payloadSum = 0;
    long sent = chunks + held(network);
    for (SimNode node : network.live()) {
      Traffic traffic = node.traffic();
      payloadSum += traffic.payloadFramesSent();
      bound(
          node,
          "payload frames for " + sent + " chunks",
          traffic.payloadFramesSent(),
          PAYLOAD_PER_NODE * sent,
          nowNanos);
      long unasked = traffic.controlFramesSent() - ANSWERS * traffic.payloadFramesReceived();
      Long before = unaskedBefore.put(node, unasked);
      bound(
          node,
          "control frames in a second that are no answers",
          unasked - (before == null ? 0 : before),
          controlMax,
          nowNanos);
    }
    if (!network.live().isEmpty()) {
      long payloadMax = PAYLOAD_MEAN * sent * network.live().size();
      bound(
          network.live().getFirst(),
          "payload frames with all others",
          payloadSum,
          payloadMax,
          nowNanos);
    }
    chunksAtLook[looks++ % LOOKS] = chunks;
    lastNanos = nowNanos;
  }

  /** What a liar has signed, and what nobody may have been handed yet: it waits for a gap. */
  private static long held(Network network) {
    long most = 0;
    for (SimNode node : network.live()) {
      if (node.core() instanceof Engine engine) {
        most = Math.max(most, engine.holdings().held());
      }
    }
    return most;
  }

  private void bound(SimNode node, String what, long value, long max, long nowNanos) {
    if (value > max) {
      findings.report(
          "no storm", node, nowNanos, "sent " + value + " " + what + ", at most " + max);
    }
  }
}
