package org.xorcast.core.overlay;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.Contact;

/** A peer whose link is alive and has said HELLO. Changed by {@link OverlayCore} only. */
public final class Neighbour extends Link implements Contact {
  private static final long NOT_PINGED = -1;

  private final short bucketIndex;

  private PeerRecord record;
  private long lastHeardNanos;
  private long pingedSinceNanos = NOT_PINGED;
  private long lastPingNanos;
  private boolean suspect;

  Neighbour(NodeId self, PeerRecord record, Link link, long nowNanos) {
    super(link.link(), link.remote(), link.isDialled(), link.isRelayed(), link.upNanos());
    this.bucketIndex = (short) self.bucketIndex(record.peer().nodeId());
    this.record = record;
    this.lastHeardNanos = nowNanos;
  }

  @Override
  public PeerId peer() {
    return record.peer();
  }

  @Override
  public NodeId nodeId() {
    return record.peer().nodeId();
  }

  /** The bucket of this node's table that the neighbour belongs to. */
  public int bucketIndex() {
    return bucketIndex;
  }

  /** The link to send on; it changes when two links to one peer are merged. */
  @Override
  public long link() {
    return super.link();
  }

  @Override
  public Endpoint remote() {
    return super.remote();
  }

  public PeerRecord record() {
    return record;
  }

  public RttEstimator rtt() {
    return this;
  }

  /** True from a missing answer until the next sign of life. */
  public boolean isSuspect() {
    return suspect;
  }

  void update(PeerRecord newer) {
    record = newer;
  }

  void heard(long nowNanos) {
    lastHeardNanos = nowNanos;
    pingedSinceNanos = NOT_PINGED;
    suspect = false;
  }

  /** True if that is news. */
  boolean suspect() {
    boolean news = !suspect;
    suspect = true;
    return news;
  }

  long lastHeardNanos() {
    return lastHeardNanos;
  }

  /** Whether there was a sign of life after {@code nanos}. */
  public boolean wasHeardAfter(long nanos) {
    return lastHeardNanos > nanos;
  }

  void pinged(long nowNanos) {
    lastPingNanos = nowNanos;
    if (pingedSinceNanos == NOT_PINGED) {
      pingedSinceNanos = nowNanos;
    }
  }

  /** Takes the round trip of the latest ping; the answer to an older one says nothing. */
  void pong(long sentNanos, long nowNanos) {
    if (sentNanos == lastPingNanos && nowNanos >= sentNanos) {
      sample(nowNanos - sentNanos);
    }
  }

  /** When {@link OverlayCore} has to look at this neighbour next. */
  long nextCheckNanos(OverlayConfig config) {
    if (pingedSinceNanos == NOT_PINGED) {
      return isSettled()
          ? lastHeardNanos + config.pingIdleNanos()
          : lastPingNanos + config.pingRetryNanos();
    }
    return Math.min(lastPingNanos + config.pingRetryNanos(), pingedSinceNanos + config.deadNanos());
  }

  boolean isDead(OverlayConfig config, long nowNanos) {
    return pingedSinceNanos != NOT_PINGED && nowNanos - pingedSinceNanos >= config.deadNanos();
  }

  boolean isBeingPinged() {
    return pingedSinceNanos != NOT_PINGED;
  }

  /** The driver itself stood still for {@code stallNanos}: that silence is not the neighbour's. */
  void excuse(long stallNanos) {
    lastHeardNanos += stallNanos;
    if (pingedSinceNanos != NOT_PINGED) {
      pingedSinceNanos += stallNanos;
    }
  }

  @Override
  public String toString() {
    return peer().abbreviated() + "@" + remote();
  }
}
