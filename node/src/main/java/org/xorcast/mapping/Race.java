package org.xorcast.mapping;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All protocols at once, each on a virtual thread; the first that has a mapping wins. */
final class Race {
  private static final Logger log = LoggerFactory.getLogger(Race.class);

  private final List<Thread> runners = new ArrayList<>();
  private final BlockingQueue<Finish> finishes = new LinkedBlockingQueue<>();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private int running;

  /** How one ended; {@code mapping} is null if it got none. */
  record Finish(MappingClient client, @Nullable Mapping mapping) {}

  static Race start(List<MappingClient> clients) {
    Race race = new Race();
    race.running = clients.size();
    for (MappingClient client : clients) {
      String name = "xorcast-mapping-" + client.protocol();
      race.runners.add(Thread.ofVirtual().name(name).start(() -> race.run(client)));
    }
    return race;
  }

  private void run(MappingClient client) {
    Mapping mapping = null;
    try {
      mapping = client.map(open::get);
    } catch (IOException | RuntimeException e) {
      log.debug("no mapping by {}: {}", client.protocol(), e.toString());
    } finally {
      if (mapping != null) {
        open.set(false);
      }
      finishes.add(new Finish(client, mapping));
    }
  }

  /** Waits for the first that has a mapping; null if all ended without. */
  @Nullable Finish winner() throws InterruptedException {
    Finish finish = next();
    while (finish != null && finish.mapping() == null) {
      finish = next();
    }
    return finish;
  }

  /**
   * Waits until the others have ended and takes back what they got. A mapping at the winner's
   * external port is the winner's own, in a table that the gateway's protocols share, and stays.
   *
   * @return true if something was taken back. Gateways whose removal goes by the internal port then
   *     may have removed the winner's too
   */
  boolean settle(Mapping won) throws InterruptedException {
    boolean removed = false;
    for (Finish late = next(); late != null; late = next()) {
      Mapping mapping = late.mapping();
      boolean shared = mapping != null && mapping.external().port() == won.external().port();
      if (late.client().mayHold() && !shared) {
        remove(late.client());
        removed = true;
      }
    }
    return removed;
  }

  private @Nullable Finish next() throws InterruptedException {
    return running-- > 0 ? finishes.take() : null;
  }

  /** Ends all that still run and waits for that, which takes no longer than closing a socket. */
  void stop() throws InterruptedException {
    open.set(false);
    runners.forEach(Thread::interrupt);
    for (Thread runner : runners) {
      runner.join();
    }
  }

  static void remove(MappingClient client) {
    try {
      client.unmap();
    } catch (IOException | RuntimeException e) {
      log.debug("the mapping by {} was not taken back: {}", client.protocol(), e.toString());
    }
  }
}
