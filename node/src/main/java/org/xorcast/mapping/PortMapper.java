package org.xorcast.mapping;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one UDP port mapped at the gateway for as long as it is open. If nobody answers or all
 * refuse, it tries again every 10 minutes. It belongs to one gateway: in another network, close it
 * and make one for the gateway there.
 *
 * <p>Thread-safe. It works on virtual threads of its own and may be closed from any, also from
 * within the callback.
 */
public final class PortMapper implements AutoCloseable {
  private static final long CLOSE_MAX_MILLIS = 1000;

  /** What stands for the life of a mapping that has none, to have it renewed as others are. */
  private static final long PERMANENT_SECONDS = Lifetime.ASKED_SECONDS;

  private static final Logger log = LoggerFactory.getLogger(PortMapper.class);

  private final Wiring.Times times;
  private final List<MappingClient> clients;
  private final Consumer<Optional<Mapping>> changed;
  private final Thread driver = Thread.ofVirtual().name("xorcast-mapping").unstarted(this::run);
  private final Object startLock = new Object();
  private volatile @Nullable Mapping current;
  private volatile boolean closed;
  private boolean started;

  /**
   * @param internalPort the node's UDP port, 1 to 65535
   * @param changed called on a virtual thread, one call at a time, with each new external address
   *     and with empty when the mapping is lost; not by {@code close}. It holds up renewals while
   *     it runs
   * @throws IllegalArgumentException if it is no port
   */
  public PortMapper(Gateway gateway, int internalPort, Consumer<Optional<Mapping>> changed) {
    this(Wiring.STANDARD.times(), clients(gateway, Wiring.STANDARD, internalPort), changed);
  }

  PortMapper(Wiring.Times times, List<MappingClient> clients, Consumer<Optional<Mapping>> changed) {
    this.times = times;
    this.clients = clients;
    this.changed = changed;
  }

  static List<MappingClient> clients(Gateway gateway, Wiring wiring, int internalPort) {
    if (internalPort < 1 || internalPort > 0xffff) {
      throw new IllegalArgumentException("a port is 1 to 65535, this is " + internalPort);
    }
    return List.of(
        new PcpClient(gateway, wiring, internalPort),
        new NatPmpClient(gateway, wiring, internalPort),
        new UpnpClient(gateway, wiring, internalPort));
  }

  /**
   * Begins, and returns at once.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() {
    synchronized (startLock) {
      if (started || closed) {
        throw new IllegalStateException("a PortMapper starts once, before it is closed");
      }
      started = true;
      driver.start();
    }
  }

  /** The mapping of now, also if it is not {@link Mapping#trusted}. */
  public Optional<Mapping> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Removes the mapping and stops. Waits until the gateway has confirmed, at most a second; with a
   * slower one the removal goes on behind.
   */
  @Override
  public void close() {
    synchronized (startLock) {
      closed = true;
      if (!started) {
        return;
      }
    }
    driver.interrupt();
    if (Thread.currentThread().equals(driver)) {
      return;
    }
    try {
      driver.join(Duration.ofMillis(CLOSE_MAX_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        MappingClient winner = race();
        if (winner == null) {
          TimeUnit.MILLISECONDS.sleep(times.retry());
        } else {
          keep(winner);
          // A gateway that gives and takes by turns is not asked without a pause.
          TimeUnit.MILLISECONDS.sleep(times.renewMin());
        }
      }
    } catch (InterruptedException e) {
      log.debug("interrupted, as by close");
    } finally {
      removeAll();
    }
  }

  private @Nullable MappingClient race() throws InterruptedException {
    Race race = Race.start(clients);
    try {
      Race.Finish winner = race.winner();
      Mapping mapping = winner == null ? null : winner.mapping();
      if (winner == null || mapping == null) {
        log.debug("no gateway that maps ports");
        return null;
      }
      set(mapping);
      if (race.settle(mapping)) {
        renew(winner.client());
      }
      return winner.client();
    } finally {
      race.stop();
    }
  }

  /** Renews until the mapping is lost. */
  private void keep(MappingClient client) throws InterruptedException {
    long expiresNanos = expiry();
    long renewNanos = halfway(expiresNanos);
    while (current != null) {
      long now = System.nanoTime();
      boolean due = renewNanos - now <= 0;
      if (!due) {
        long sleepNanos = Math.min(renewNanos - now, TimeUnit.MILLISECONDS.toNanos(times.check()));
        TimeUnit.NANOSECONDS.sleep(sleepNanos);
        if (renewNanos - System.nanoTime() > 0 && holds(client)) {
          continue;
        }
      }
      if (renew(client)) {
        expiresNanos = expiry();
      } else if (expiresNanos - System.nanoTime() <= 0) {
        set(null);
      }
      renewNanos = halfway(expiresNanos);
    }
  }

  /** Without an answer it is taken to hold: the renewal will show. */
  private boolean holds(MappingClient client) throws InterruptedException {
    try {
      return client.holds();
    } catch (IOException | RuntimeException e) {
      checkInterrupt();
      log.debug("no word about the mapping: {}", e.toString());
      return true;
    }
  }

  /** False if there was no answer; with a refusal the mapping is given up at once. */
  private boolean renew(MappingClient client) throws InterruptedException {
    try {
      set(client.map(() -> !closed));
      return true;
    } catch (RefusedException e) {
      log.info("the gateway renews the mapping no more: {}", e.getMessage());
      set(null);
      return false;
    } catch (IOException | RuntimeException e) {
      checkInterrupt();
      log.debug("the mapping was not renewed: {}", e.toString());
      return false;
    }
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private long expiry() {
    Mapping mapping = current;
    int granted = mapping == null ? 0 : mapping.lifetimeSeconds();
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(granted == 0 ? PERMANENT_SECONDS : granted);
  }

  /** At half of what is left, as RFC 6887, 11.2.1 has it, but not in a hurry. */
  private long halfway(long expiresNanos) {
    long now = System.nanoTime();
    long half = Math.max((expiresNanos - now) / 2, TimeUnit.MILLISECONDS.toNanos(times.renewMin()));
    return now + half;
  }

  private void set(@Nullable Mapping mapping) {
    Mapping before = current;
    current = mapping;
    if (closed || isSame(before, mapping)) {
      return;
    }
    log.info("mapped at the gateway: {}", mapping == null ? "no more" : mapping);
    try {
      changed.accept(Optional.ofNullable(mapping));
    } catch (RuntimeException e) {
      log.warn("the listener failed", e);
    }
  }

  /** To the listener; a renewal may get another lifetime. */
  private static boolean isSame(@Nullable Mapping before, @Nullable Mapping now) {
    if (before == null || now == null) {
      return before == null && now == null;
    }
    return before.protocol() == now.protocol() && before.external().equals(now.external());
  }

  /** With the interrupt taken away: it was to end the waiting, not what is left to do. */
  private void removeAll() {
    var _ = Thread.interrupted();
    List<Thread> removals =
        clients.stream()
            .filter(MappingClient::mayHold)
            .map(client -> Thread.startVirtualThread(() -> Race.remove(client)))
            .toList();
    for (Thread removal : removals) {
      try {
        removal.join();
      } catch (InterruptedException e) {
        return;
      }
    }
    current = null;
  }
}
