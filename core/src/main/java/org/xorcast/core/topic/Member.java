package org.xorcast.core.topic;

import org.xorcast.core.cast.Author;
import org.xorcast.core.cast.CastCore;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.history.HistoryCore;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;

/**
 * This node as a member of one group, the network or a topic: the group's neighbours and its
 * broadcast.
 *
 * <p>A frame that cannot be read ends the link it came on and nothing else.
 */
public final class Member implements Core<Event> {
  private final Counters counters;
  private final OverlayCore overlay;
  private final CastCore cast;
  private final HistoryCore history;

  /**
   * @param entering who may be a neighbour in the group
   * @param publishing who may publish in the group
   * @param author signs what this node publishes in the group, and names the group
   */
  public Member(
      Setup setup, Rights entering, Rights publishing, Author author, Rng rng, Counters counters) {
    this.counters = counters;
    this.overlay =
        new OverlayCore(
            setup.identity(),
            setup.verifier(),
            entering,
            setup.overlay(),
            setup.epochMillisAtZero(),
            rng.fork(),
            counters);
    this.cast =
        new CastCore(
            author,
            setup.verifier(),
            publishing,
            setup.cast(),
            overlay,
            setup.epochMillisAtZero(),
            rng.fork(),
            counters);
    this.history = new HistoryCore(setup.verifier(), publishing, overlay, rng.fork(), counters);
  }

  public OverlayCore overlay() {
    return overlay;
  }

  public CastCore cast() {
    return cast;
  }

  /** Takes everything but subscriptions. */
  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Received received -> onFrame(received, nowNanos, out);
      case Event.Publish publish -> cast.handle(publish, nowNanos, history.tap(nowNanos, out));
      case Event.Leave leave -> {
        flush(nowNanos, out);
        overlay.handle(leave, nowNanos, out);
      }
      case Event.Issue issue -> cast.handle(issue, nowNanos, history.tap(nowNanos, out));
      case Event.Remember remember -> history.remember(remember, nowNanos, out);
      case Event.Restore restore -> cast.handle(restore, nowNanos, out);
      case Event.HistoryAnswer answer -> history.answered(answer, out);
      case Event.Judge judge -> cast.handle(judge, nowNanos, out);
      case Event.Judged judged -> cast.handle(judged, nowNanos, history.tap(nowNanos, out));
      case Event.Wake wake -> {
        overlay.handle(wake, nowNanos, out);
        passOnChanges(nowNanos, out);
        cast.handle(wake, nowNanos, history.tap(nowNanos, out));
        history.wake(nowNanos, out);
      }
      default -> overlay.handle(event, nowNanos, out);
    }
    passOnChanges(nowNanos, out);
  }

  /** Sends what this node has gathered to be signed together. */
  void flush(long nowNanos, Effects out) {
    cast.handle(new Event.Leave(), nowNanos, history.tap(nowNanos, out));
  }

  private void onFrame(Event.Received received, long nowNanos, Effects out) {
    try {
      Neighbour neighbour = overlay.neighbour(received.link());
      if (neighbour != null) {
        overlay.heard(neighbour, nowNanos);
      }
      FrameType type = FrameType.of(received.frame().unwrap());
      if (type.isOverlay()) {
        overlay.handle(received, nowNanos, out);
      } else if (neighbour != null && type.isHistory()) {
        history.onFrame(neighbour, received.frame(), nowNanos, out);
      } else if (neighbour != null) {
        cast.onFrame(neighbour, received.frame(), nowNanos, history.tap(nowNanos, out));
      } else {
        counters.increment(Counter.EARLY_FRAMES);
      }
    } catch (WireException e) {
      counters.increment(Counter.MALFORMED_FRAMES);
      overlay.expel(received.link(), String.valueOf(e.getMessage()), nowNanos, out);
    }
  }

  /**
   * Takes a push of somebody who publishes here without belonging to the group.
   *
   * @throws WireException if it is not the outsider's own message
   */
  void onEntry(Neighbour outsider, Bytes frame, long nowNanos, Effects out) {
    cast.onEntry(outsider, frame, nowNanos, history.tap(nowNanos, out));
    passOnChanges(nowNanos, out);
  }

  private void passOnChanges(long nowNanos, Effects out) {
    for (OverlayCore.Change change : overlay.takeChanges()) {
      if (change.up()) {
        cast.neighbourUp(change.neighbour(), nowNanos, out);
        history.neighbourUp(change.neighbour(), out);
      } else {
        cast.neighbourDown(change.neighbour(), nowNanos, out);
        history.neighbourDown(change.neighbour(), nowNanos, out);
      }
    }
  }

  /** The driver stood still for {@code stallNanos}: the silence of others proves nothing. */
  public void excuseSilence(long stallNanos, long nowNanos) {
    overlay.excuseSilence(stallNanos);
    cast.excuseSilence(nowNanos);
  }

  @Override
  public long nextDeadlineNanos() {
    long nextNanos = Math.min(overlay.nextDeadlineNanos(), cast.nextDeadlineNanos());
    return Math.min(nextNanos, history.nextDeadlineNanos());
  }
}
