package org.xorcast.sim;

/**
 * What links do to frames.
 *
 * @param loss the share of frames that vanish, 0 to 1
 * @param reorder the share of frames that are held up by another latency and so overtaken
 * @param uplinkBitsPerSecond how fast each node can send, 0 for without limit
 */
public record LinkModel(Latency latency, double loss, double reorder, long uplinkBitsPerSecond) {
  /** 10 to 50 ms, nothing lost: the setting of iroh-gossip's simulator. */
  public static final LinkModel DEFAULT = new LinkModel(Latency.Uniform.millis(10, 50), 0, 0, 0);

  public LinkModel {
    checkShare("loss", loss);
    checkShare("reorder", reorder);
    if (uplinkBitsPerSecond < 0) {
      throw new IllegalArgumentException("the uplink must not be negative");
    }
  }

  private static void checkShare(String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(name + " must be 0 or more and below 1, not " + share);
    }
  }

  /** The same links without loss and reordering. */
  public LinkModel sound() {
    return new LinkModel(latency, 0, 0, uplinkBitsPerSecond);
  }

  public LinkModel withLoss(double newLoss) {
    return new LinkModel(latency, newLoss, reorder, uplinkBitsPerSecond);
  }
}
