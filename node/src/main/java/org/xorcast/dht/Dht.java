package org.xorcast.dht;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtCore;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.net.Addresses;
import org.xorcast.net.Transport;
import org.xorcast.net.UdpPort;

/**
 * A node of the Mainline DHT, or of a private one of the same protocol.
 *
 * <pre>{@code
 * try (Dht dht = Dht.builder().bootstrap("10.0.0.7:6881").start()) {
 *   DhtResult.Stored stored = dht.run(new DhtCommand.PutImmutable(value), DhtResult.Stored.class).join();
 * }
 * }</pre>
 *
 * <p>What can be wanted is a {@link DhtCommand}, what comes of it the {@link DhtResult} named
 * there. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that does not close has nobody to tell.
public final class Dht implements AutoCloseable {
  private final DhtLoop loop;
  private final Endpoint address;
  private final Runnable onClose;

  private Dht(DhtLoop loop, Endpoint address, Runnable onClose) {
    this.loop = loop;
    this.address = address;
    this.onClose = onClose;
  }

  /** The settings of a node to be started. */
  public static DhtBuilder builder() {
    return new DhtBuilder();
  }

  /** On a socket of its own, which is closed with it. */
  static Dht standalone(DhtBuilder settings, InetSocketAddress bind, List<Endpoint> bootstrap) {
    Transport transport = new Transport(1);
    try {
      EventLoop thread = transport.next();
      Later later = new Later();
      UdpPort port = new UdpPort(transport, thread, bind, later::received);
      DhtLoop loop = settings.loop(thread, port.address(), bootstrap, port::send);
      later.loop = loop;
      thread.execute(() -> loop.start(bootstrap, List.of()));
      return new Dht(
          loop,
          Addresses.endpoint(port.address()),
          () -> {
            loop.close();
            port.close();
            transport.close();
          });
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** What comes before the loop stands is lost, as on any network. */
  private static final class Later {
    private volatile @Nullable DhtLoop loop;

    void received(Endpoint from, byte[] datagram) {
      DhtLoop taker = loop;
      if (taker != null) {
        taker.received(from, datagram);
      }
    }
  }

  /** On a port that others have opened, and close. */
  public static Dht on(DhtLoop loop, Endpoint address) {
    return new Dht(loop, address, loop::close);
  }

  /** The UDP address that it listens on; its IP is 0.0.0.0 or [::] for all interfaces. */
  public Endpoint address() {
    return address;
  }

  /** Its id in the DHT, which changes once if others see it at another address (BEP 42). */
  public NodeId id() {
    return core(DhtCore::self);
  }

  /** The nodes that have proved themselves. */
  public List<NodeContact> table() {
    return core(DhtCore::table);
  }

  /** Asks the core something, on the loop: the answer must not hold on to the core. */
  public <T> T core(Function<DhtCore, T> question) {
    T answer = loop.ask(question);
    if (answer == null) {
      throw new DhtException("the DHT is closed");
    }
    return answer;
  }

  /**
   * Does something, on one path.
   *
   * @param kind of the result
   * @return completes on the node's loop, which must not be held up; exceptionally with a {@link
   *     DhtException} if nobody answers or the node is closed
   */
  public <R extends DhtResult> CompletableFuture<R> run(DhtCommand command, Class<R> kind) {
    return run(command, kind, 1, part -> {});
  }

  /**
   * Does something.
   *
   * @param paths how many disjoint paths to go, 1 to 8: more withstand more liars and cost more
   * @param parts called on the node's loop with what was found so far, each time it is more
   */
  public <R extends DhtResult> CompletableFuture<R> run(
      DhtCommand command, Class<R> kind, int paths, Consumer<? super R> parts) {
    return loop.run(command, paths, part -> parts.accept(kind.cast(part)))
        .thenApply(result -> {
          if (result instanceof DhtResult.Failed(String why)) {
            throw new DhtException(why);
          }
          return kind.cast(result);
        });
  }

  /**
   * Takes part in a topic of BEP 50: the newest value of a key and a salt, told by its subscribers
   * to each other.
   *
   * @param values called on the node's loop with each newer value, its signature checked
   * @return the topic's id
   * @throws IllegalStateException if the node is in 100 topics already
   */
  public NodeId subscribe(PeerId key, Bytes salt, Consumer<MutableItem> values) {
    return loop.subscribe(key, salt, values);
  }

  /**
   * Publishes the newest value of a topic that this node takes part in: tells its subscribers (BEP
   * 50), and puts it where every client of BEP 44 finds it with a plain get.
   *
   * @return completes on the node's loop when it is put; as {@link #run}
   * @throws IllegalArgumentException if the signature is wrong, or it is not newer than what is
   *     there
   */
  public CompletableFuture<DhtResult.Stored> publish(MutableItem item) {
    if (!loop.offer(item)) {
      throw new IllegalArgumentException(
          "not published: this node is not in the topic, or it has a value as new as sequence "
              + item.seq()
              + " already");
    }
    return run(new DhtCommand.PutMutable(item, null), DhtResult.Stored.class);
  }

  /** Ends the node and everything it is doing. */
  @Override
  public void close() {
    onClose.run();
  }

  @Override
  public String toString() {
    return "DHT node at " + address;
  }
}
