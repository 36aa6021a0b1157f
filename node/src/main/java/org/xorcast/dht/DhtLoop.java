package org.xorcast.dht;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.dht.DhtCore;
import org.xorcast.core.dht.DhtEffects;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.identity.Ed25519;
import org.xorcast.store.SavedDht;

/**
 * Drives a node of the DHT with a socket and a real clock. {@link #run}, {@link #ask} and {@link
 * #close} may be called on any thread, everything else on the loop.
 */
public final class DhtLoop {
  private static final int TOKEN_KEY_BYTES = 32;
  private static final Logger log = LoggerFactory.getLogger(DhtLoop.class);

  /** A command whose result is awaited. */
  private record Waiting(CompletableFuture<DhtResult> result, Consumer<DhtResult> parts) {}

  private final EventLoop loop;
  private final BiConsumer<Endpoint, byte[]> sender;
  private final DhtCore core;
  private final Effects effects = new Effects();
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Map<NodeId, Consumer<MutableItem>> topics = new HashMap<>();
  private final long startNanos = System.nanoTime();
  private long lastTicket;
  private long timerNanos = Deadlines.NEVER;
  private @Nullable Future<?> timer;
  private boolean closed;

  /**
   * @param self the id of an earlier run, null for a new one
   * @param sender sends a datagram; called on the loop
   */
  public DhtLoop(
      EventLoop loop,
      DhtConfig config,
      @Nullable NodeId self,
      Ed25519 crypto,
      BiConsumer<Endpoint, byte[]> sender) {
    this.loop = loop;
    this.sender = sender;
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[TOKEN_KEY_BYTES];
    random.nextBytes(key);
    Rng rng = new Rng(random.nextLong());
    NodeId id = self == null ? rng.nextNodeId() : self;
    core = new DhtCore(id, config, key, crypto, System.currentTimeMillis(), rng);
  }

  /** Joins. */
  public void start(List<Endpoint> bootstrap, List<NodeContact> known) {
    submit(() -> core.start(bootstrap, known, nowNanos(), effects));
  }

  /** Takes a datagram that looks like KRPC. */
  public void received(Endpoint from, byte[] datagram) {
    submit(() -> core.received(from, datagram, nowNanos(), effects));
  }

  /**
   * Has something done.
   *
   * @param parts called on the loop with what is found on the way
   * @return completes on the loop, with a {@link DhtException} once this is closed
   */
  CompletableFuture<DhtResult> run(DhtCommand command, int paths, Consumer<DhtResult> parts) {
    CompletableFuture<DhtResult> result = new CompletableFuture<>();
    boolean accepted =
        onLoop(() -> {
          if (closed) {
            result.completeExceptionally(new DhtException("the DHT is closed"));
            return;
          }
          long ticket = ++lastTicket;
          waiting.put(ticket, new Waiting(result, parts));
          submit(() -> core.handle(ticket, command, paths, nowNanos(), effects));
        });
    if (!accepted) {
      result.completeExceptionally(new DhtException("the DHT is closed"));
    }
    return result;
  }

  /**
   * Takes part in a topic of BEP 50.
   *
   * @param values called on the loop with each newer value
   */
  NodeId subscribe(PeerId key, Bytes salt, Consumer<MutableItem> values) {
    NodeId topic =
        ask(core -> {
          NodeId id = core.subscribe(key, salt, nowNanos(), effects);
          topics.put(id, values);
          submit(() -> {});
          return id;
        });
    if (topic == null) {
      throw new DhtException("the DHT is closed");
    }
    return topic;
  }

  /** Gives a topic that is subscribed to a newer value; false if it is not newer. */
  boolean offer(MutableItem item) {
    Boolean isNews =
        ask(core -> {
          boolean taken = core.offer(item, nowNanos(), effects);
          submit(() -> {});
          return taken;
        });
    return Boolean.TRUE.equals(isNews);
  }

  /** What the core says, null once the loop is no more. */
  <T> @Nullable T ask(Function<DhtCore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean accepted =
        onLoop(() -> {
          try {
            answer.complete(question.apply(core));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return accepted ? answer.join() : null;
  }

  /** What is worth keeping for the next run. Called on the loop. */
  public SavedDht saved() {
    return new SavedDht(core.self(), core.table());
  }

  /** Ends everything that is under way, and tells those who wait. */
  public void close() {
    onLoop(() -> {
      closed = true;
      if (timer != null) {
        timer.cancel(false);
      }
      DhtException over = new DhtException("the DHT is closed");
      waiting.values().forEach(each -> each.result.completeExceptionally(over));
      waiting.clear();
    });
  }

  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException loopIsGone) {
      return false;
    }
  }

  private void submit(Runnable event) {
    if (closed) {
      return;
    }
    try {
      event.run();
    } catch (RuntimeException | AssertionError e) {
      log.error("the DHT failed while handling an event; it goes on", e);
    }
    effects.apply();
    armTimer();
  }

  private long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  private void armTimer() {
    long next = core.nextDeadlineNanos();
    if (next >= timerNanos) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = next;
    long now = nowNanos();
    // What is due at once may be due since the beginning of time.
    timer = loop.schedule(this::wake, next <= now ? 0 : next - now, TimeUnit.NANOSECONDS);
  }

  private void wake() {
    timer = null;
    timerNanos = Deadlines.NEVER;
    submit(() -> core.wake(nowNanos(), effects));
  }

  /** Notes what the core asks for, and does it when the core has finished. */
  private final class Effects implements DhtEffects {
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

    void apply() {
      for (Runnable effect = queue.poll(); effect != null; effect = queue.poll()) {
        effect.run();
      }
    }

    @Override
    public void send(Endpoint to, byte[] datagram) {
      queue.add(() -> sender.accept(to, datagram));
    }

    @Override
    public void found(long ticket, DhtResult part) {
      Waiting each = waiting.get(ticket);
      if (each != null) {
        queue.add(() -> each.parts.accept(part));
      }
    }

    @Override
    public void done(long ticket, DhtResult result) {
      Waiting each = waiting.remove(ticket);
      if (each != null) {
        queue.add(() -> each.result.complete(result));
      }
    }

    @Override
    public void newest(NodeId topic, MutableItem item) {
      Consumer<MutableItem> taker = topics.get(topic);
      if (taker != null) {
        queue.add(() -> taker.accept(item));
      }
    }

    @Override
    public void renamed(NodeId id) {
      log.info("others see this node at another address: its id in the DHT is now {}", id);
    }
  }
}
