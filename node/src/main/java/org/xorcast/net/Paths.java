package org.xorcast.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathCore;
import org.xorcast.core.path.PathEffects;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.path.Via;
import org.xorcast.core.wire.WireException;

/**
 * Drives the {@link PathCore} of a node with its socket, its links and the clock. What it wants
 * done is done when it has returned, so that nothing re-enters it. Belongs to the loop.
 */
final class Paths implements PathEffects, PathSocket {
  private final EventLoop loop;
  private final QuicPort port;
  private final QuicLinks links;
  private final PathCore core;
  private final Consumer<Event> events;
  private final Consumer<QuicLinks.Moved> moves;
  private final ArrayDeque<Runnable> effects = new ArrayDeque<>();
  private boolean applying;
  private @Nullable Future<?> timer;
  private long timerNanos = Deadlines.NEVER;

  Paths(
      EventLoop loop,
      QuicPort port,
      QuicLinks links,
      List<Endpoint> own,
      RelayLimits limits,
      Consumer<Event> events,
      Consumer<QuicLinks.Moved> moves) {
    this.loop = loop;
    this.port = port;
    this.links = links;
    this.events = events;
    this.moves = moves;
    SecureRandom random = new SecureRandom();
    this.core =
        new PathCore(
            own,
            limits,
            count -> {
              byte[] bytes = new byte[count];
              random.nextBytes(bytes);
              return bytes;
            });
  }

  PathCore core() {
    return core;
  }

  // ---- what happens -----------------------------------------------------------------------------

  void dialling(long link, PeerId target, List<Endpoint> endpoints, List<Endpoint> relays) {
    endpoints.forEach(core::contacted);
    core.dialling(link, target, relays, System.nanoTime(), this);
    apply();
  }

  void own(List<Endpoint> changed) {
    core.own(changed, System.nanoTime(), this);
    apply();
  }

  void mapped(@Nullable Endpoint external) {
    core.mapped(external, System.nanoTime(), this);
    apply();
  }

  void tunnelled(List<Endpoint> relays) {
    core.tunnelled(relays, System.nanoTime());
    arm();
  }

  void leaveTunnels() {
    core.leaveTunnels(System.nanoTime());
    arm();
  }

  void contacted(Endpoint to) {
    core.contacted(to);
  }

  void linkUp(long link, PeerId peer, Via via, boolean dialled) {
    core.linkUp(link, peer, via, dialled, System.nanoTime(), this);
    apply();
  }

  void linkDown(long link) {
    core.linkDown(link, this);
    port.sideSockets().close(link, 0);
    apply();
  }

  /**
   * A frame about paths came over a link.
   *
   * @throws WireException if it is malformed
   */
  void frame(long link, byte[] frame) {
    core.frame(link, frame, System.nanoTime(), this);
    apply();
  }

  @Override
  public void received(Via from, byte[] datagram) {
    core.received(from, datagram, System.nanoTime(), this);
    apply();
  }

  @Override
  public void stun(Endpoint from, byte[] datagram) {
    if (links.isProbeAnswer(datagram)) {
      return;
    }
    core.stun(from, datagram, System.nanoTime(), this);
    apply();
  }

  @Override
  public @Nullable Endpoint route(Endpoint from, int flow, int sizeBytes) {
    return core.route(from, flow, sizeBytes, System.nanoTime());
  }

  @Override
  public boolean isForUs(Via.Relayed via) {
    return core.isForUs(via);
  }

  @Override
  public void foreign(long link, Via from) {
    core.foreign(link, from, System.nanoTime(), this);
    apply();
  }

  private void apply() {
    if (applying) {
      return;
    }
    applying = true;
    try {
      for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
        effect.run();
      }
    } finally {
      applying = false;
    }
    arm();
  }

  private void arm() {
    long next = core.nextDeadlineNanos();
    if (next >= timerNanos) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = next;
    long delay = Math.max(0, next - System.nanoTime());
    timer = loop.schedule(this::wake, delay, TimeUnit.NANOSECONDS);
  }

  private void wake() {
    timer = null;
    timerNanos = Deadlines.NEVER;
    core.wake(System.nanoTime(), this);
    apply();
  }

  void close() {
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = Long.MIN_VALUE;
  }

  // ---- what is to be done -----------------------------------------------------------------------

  @Override
  public void send(Via via, byte[] datagram, boolean opener) {
    effects.add(() -> {
      if (opener && via instanceof Via.Direct(Endpoint to, int _)) {
        port.sendOpener(to, datagram);
      } else {
        port.send(via, datagram);
      }
    });
  }

  @Override
  public void sendAside(Endpoint to, byte[] datagram) {
    effects.add(() -> port.sendAside(to, datagram));
  }

  @Override
  public void sendFrame(long link, byte[] frame) {
    effects.add(() -> links.sendPathFrame(link, frame));
  }

  @Override
  public void offer(long link, Via via) {
    effects.add(() -> links.offer(link, via));
  }

  @Override
  public void use(long link, Via via) {
    effects.add(() -> links.use(link, via));
  }

  @Override
  public void openSockets(long link, int count) {
    effects.add(() ->
        port.sideSockets()
            .open(
                link,
                count,
                socket -> {
                  core.socketOpened(link, socket, this);
                  apply();
                }));
  }

  @Override
  public void closeSockets(long link, int kept) {
    effects.add(() -> port.sideSockets().close(link, kept));
  }

  @Override
  public void moved(long link, PeerId peer, Via from, Via to) {
    effects.add(() -> moves.accept(new QuicLinks.Moved(link, peer, from, to)));
  }

  @Override
  public void relays(List<Endpoint> relays) {
    effects.add(() -> events.accept(new Event.Relays(relays)));
  }

  @Override
  public void provedMapped(@Nullable Endpoint endpoint) {
    effects.add(() -> events.accept(new Event.Mapped(endpoint)));
  }

  @Override
  public long sentNanos(long link) {
    return links.sentNanos(link);
  }
}
