package org.xorcast.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xorcast.core.cast.CastCore;
import org.xorcast.core.cast.Holdings;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.WireException;

/**
 * One node: every protocol, and which event is whose.
 *
 * <p>A frame that cannot be read ends the link it came on and nothing else.
 */
public final class Engine implements Core<Event> {
  /** A driver that wakes the engine this much too late stood still itself. */
  private static final long STALL_NANOS = 100_000_000;

  private static final String NETWORK_CONTEXT = "xorcast network 1\0";

  private final PeerId self;
  private final Counters counters = new Counters();
  private final OverlayCore overlay;
  private final CastCore cast;

  /**
   * @param network the network's name; nodes only talk within one
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   * @param seed fixes every random choice
   */
  public Engine(
      Identity identity,
      Verifier verifier,
      String network,
      EngineConfig config,
      long epochMillisAtZero,
      long seed) {
    Rng rng = new Rng(seed);
    Bytes networkId = networkId(network);
    self = identity.peerId();
    overlay =
        new OverlayCore(
            identity,
            verifier,
            networkId,
            config.overlay(),
            epochMillisAtZero,
            rng.fork(),
            counters);
    cast =
        new CastCore(
            identity,
            verifier,
            networkId,
            config.cast(),
            overlay,
            epochMillisAtZero,
            rng.fork(),
            counters);
  }

  /** The hash that stands for a network of this name. */
  public static Bytes networkId(String network) {
    return Bytes.wrap(Sha256.of((NETWORK_CONTEXT + network).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Received received -> onFrame(received, nowNanos, out);
      case Event.Publish publish -> cast.handle(publish, nowNanos, out);
      case Event.Wake wake -> {
        excuseStall(nowNanos);
        overlay.handle(wake, nowNanos, out);
        passOnChanges(nowNanos, out);
        cast.handle(wake, nowNanos, out);
      }
      default -> overlay.handle(event, nowNanos, out);
    }
    passOnChanges(nowNanos, out);
  }

  private void onFrame(Event.Received received, long nowNanos, Effects out) {
    try {
      Neighbour neighbour = overlay.neighbour(received.link());
      if (neighbour != null) {
        overlay.heard(neighbour, nowNanos);
      }
      if (FrameType.of(received.frame().unwrap()).isOverlay()) {
        overlay.handle(received, nowNanos, out);
      } else if (neighbour != null) {
        cast.onFrame(neighbour, received.frame(), nowNanos, out);
      } else {
        counters.increment(Counter.EARLY_FRAMES);
      }
    } catch (WireException e) {
      counters.increment(Counter.MALFORMED_FRAMES);
      overlay.expel(received.link(), String.valueOf(e.getMessage()), nowNanos, out);
    }
  }

  /** When a wake-up is late, the silence of others in the meantime proves nothing about them. */
  private void excuseStall(long nowNanos) {
    long lateNanos = nowNanos - nextDeadlineNanos();
    if (lateNanos > STALL_NANOS) {
      overlay.excuseSilence(lateNanos);
      cast.excuseSilence(nowNanos);
    }
  }

  private void passOnChanges(long nowNanos, Effects out) {
    for (OverlayCore.Change change : overlay.takeChanges()) {
      if (change.up()) {
        cast.neighbourUp(change.neighbour(), nowNanos, out);
      } else {
        cast.neighbourDown(change.neighbour(), nowNanos, out);
      }
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return Math.min(overlay.nextDeadlineNanos(), cast.nextDeadlineNanos());
  }

  public PeerId self() {
    return self;
  }

  /** The node's own signed record. */
  public PeerRecord selfRecord() {
    return overlay.selfRecord();
  }

  /** Whether the node has found its place, or is the first of its network. */
  public boolean isJoined() {
    return overlay.isJoined();
  }

  /** Everybody this node has a live link with. */
  public List<Neighbour> neighbours() {
    return overlay.neighbours();
  }

  /** The neighbours by distance. */
  public RoutingTable<Neighbour> table() {
    return overlay.table();
  }

  /** Peers worth dialling after a restart, the surest first. */
  public List<PeerRecord> knownRecords() {
    return overlay.knownRecords();
  }

  /** How much the broadcast keeps. */
  public Holdings holdings() {
    return cast.holdings();
  }

  public Counters counters() {
    return counters;
  }
}
