package org.xorcast.net;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xorcast.Await;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

/** Links on a socket and a loop of their own, with every event written down. */
final class TestLinks implements AutoCloseable {
  final PeerId id;
  final Endpoint address;
  final List<Event> events = new CopyOnWriteArrayList<>();
  volatile Consumer<Event> onEvent = event -> {};

  private final Transport transport = new Transport(1);
  private final EventLoop loop = transport.next();
  private final QuicLinks links;

  TestLinks() {
    KeyPairIdentity identity = KeyPairIdentity.generate(Ed25519.shared());
    id = identity.peerId();
    links =
        new QuicLinks(
            transport,
            loop,
            new LinkTls(identity),
            RelayLimits.BY_THE_WAY,
            event -> {
              events.add(event);
              onEvent.accept(event);
            },
            moved -> {});
    address =
        Addresses.endpoint(links.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  void run(Consumer<QuicLinks> action) {
    loop.execute(() -> action.accept(links));
  }

  /** What a call returns, made on the loop or, if that is not allowed, here. */
  <T> T ask(Function<QuicLinks, T> question, boolean onLoop) {
    return onLoop
        ? loop.submit(() -> question.apply(links)).syncUninterruptibly().getNow()
        : question.apply(links);
  }

  /** Dials and waits until both ends have their link. */
  long linkTo(TestLinks other) throws InterruptedException {
    run(l -> l.dial(other.address, other.id));
    other.await(Event.LinkUp.class);
    return await(Event.LinkUp.class).link();
  }

  /** The first event of a kind. */
  <E extends Event> E await(Class<E> kind) throws InterruptedException {
    Await.until(kind.getSimpleName() + " in " + events, () -> first(kind) != null);
    E event = first(kind);
    if (event == null) {
      throw new IllegalStateException("events are never removed");
    }
    return event;
  }

  <E extends Event> @Nullable E first(Class<E> kind) {
    return all(kind).stream().findFirst().orElse(null);
  }

  <E extends Event> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    run(l -> l.closeWhenIdle(0).addListener(done -> closed.countDown()));
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.closeAndWait(5);
  }
}
