package org.xorcast.sim;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.wire.FrameType;

/**
 * What one node has sent and received, counted by the world, so that all protocols are measured the
 * same way, a topic's frames like the network's. A frame with a body carries payload; whatever else
 * is not an overlay's is control.
 */
public final class Traffic {
  private static final int OVERLAY_BELOW = 0x0f;

  /** A topic's frame follows the type of the frame around it and eight bytes of the topic's id. */
  private static final int INNER_AT = 9;

  long payloadReceivedBytes;
  long payloadFramesReceived;
  long payloadSentBytes;
  long payloadFramesSent;
  long controlFramesSent;
  long controlBytesSent;
  long overlayFramesSent;

  public void sent(byte[] head, int bodyBytes) {
    if (bodyBytes > 0) {
      payloadSentBytes += bodyBytes;
      payloadFramesSent++;
    } else if (isOverlay(head)) {
      overlayFramesSent++;
    } else {
      controlFramesSent++;
      controlBytesSent += head.length;
    }
  }

  private static boolean isOverlay(byte[] head) {
    boolean isTopic = (head[0] & 0xff) == FrameType.GROUP.number();
    return (head[isTopic ? INNER_AT : 0] & 0xff) < OVERLAY_BELOW;
  }

  void received(int bodyBytes) {
    if (bodyBytes > 0) {
      payloadReceivedBytes += bodyBytes;
      payloadFramesReceived++;
    }
  }

  /** Payload bytes that arrived, wanted or not. */
  public long payloadReceivedBytes() {
    return payloadReceivedBytes;
  }

  /** Payload frames that arrived, wanted or not. */
  public long payloadFramesReceived() {
    return payloadFramesReceived;
  }

  /** Payload bytes handed to links, also to dead ends. */
  public long payloadSentBytes() {
    return payloadSentBytes;
  }

  public long payloadFramesSent() {
    return payloadFramesSent;
  }

  /** Frames of the broadcast without payload, and those by which subscribers find each other. */
  public long controlFramesSent() {
    return controlFramesSent;
  }

  public long controlBytesSent() {
    return controlBytesSent;
  }

  /** Frames that keep the tables of neighbours. */
  public long overlayFramesSent() {
    return overlayFramesSent;
  }

  /** The sum over many nodes, a snapshot. */
  public static Traffic sum(Iterable<SimNode> nodes, @Nullable Traffic minus) {
    Traffic sum = new Traffic();
    for (SimNode node : nodes) {
      sum.add(node.traffic(), 1);
    }
    if (minus != null) {
      sum.add(minus, -1);
    }
    return sum;
  }

  private void add(Traffic other, int sign) {
    payloadReceivedBytes += sign * other.payloadReceivedBytes;
    payloadFramesReceived += sign * other.payloadFramesReceived;
    payloadSentBytes += sign * other.payloadSentBytes;
    payloadFramesSent += sign * other.payloadFramesSent;
    controlFramesSent += sign * other.controlFramesSent;
    controlBytesSent += sign * other.controlBytesSent;
    overlayFramesSent += sign * other.overlayFramesSent;
  }
}
