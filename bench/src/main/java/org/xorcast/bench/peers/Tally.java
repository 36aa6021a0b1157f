package org.xorcast.bench.peers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Which message has arrived where, and when. Thread-safe. */
final class Tally {
  private static final int HEAD_BYTES = Long.BYTES;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** One message on its way; guarded by itself. */
  private static final class Flight {
    final int from;
    final long startNanos = System.nanoTime();
    final BitSet seen = new BitSet();
    final CompletableFuture<Boolean> everywhere = new CompletableFuture<>();

    Flight(int from) {
      this.from = from;
      seen.set(from);
    }
  }

  /**
   * What a window of time has seen.
   *
   * @param latencies of each delivery, in ns
   * @param lasts of the last delivery of each message, in ns
   */
  record Window(
      long startNanos,
      long published,
      long completed,
      long deliveries,
      List<Long> latencies,
      List<Long> lasts) {}

  private final int nodes;
  private final Map<Long, Flight> flights = new ConcurrentHashMap<>();
  private long published;
  private long completed;
  private long deliveries;
  private long duplicates;
  private long lost;
  private List<Long> latencies = new ArrayList<>();
  private List<Long> lasts = new ArrayList<>();
  private Window start = new Window(0, 0, 0, 0, latencies, lasts);

  Tally(int nodes) {
    this.nodes = nodes;
  }

  synchronized void startWindow() {
    latencies = new ArrayList<>();
    lasts = new ArrayList<>();
    start = new Window(System.nanoTime(), published, completed, deliveries, latencies, lasts);
  }

  /** Ends the window and says what it has seen; {@code startNanos} is its length. */
  synchronized Window endWindow() {
    List<Long> seen = latencies;
    List<Long> last = lasts;
    latencies = new ArrayList<>();
    lasts = new ArrayList<>();
    return new Window(
        System.nanoTime() - start.startNanos,
        published - start.published,
        completed - start.completed,
        deliveries - start.deliveries,
        seen,
        last);
  }

  /**
   * Publishes the next message from the next node.
   *
   * @return whether everybody has got it, at the latest after 10 s
   */
  CompletableFuture<Boolean> publish(Swarm swarm, int payloadBytes) throws Exception {
    long number;
    synchronized (this) {
      number = published++;
    }
    int from = (int) (number % nodes);
    byte[] payload = new byte[payloadBytes];
    // Random, so that nobody gains by compressing it.
    ThreadLocalRandom.current().nextBytes(payload);
    ByteBuffer.wrap(payload).putLong(0, number);
    Flight flight = new Flight(from);
    flights.put(number, flight);
    swarm.publish(from, payload);
    return flight.everywhere;
  }

  /** Gives up what has been on its way for too long. To be called now and then. */
  void sweep() {
    long longAgo = System.nanoTime() - PATIENCE_NANOS;
    flights.forEach((number, flight) -> {
      if (flight.startNanos < longAgo && flights.remove(number) != null) {
        synchronized (this) {
          lost++;
        }
        flight.everywhere.complete(false);
      }
    });
  }

  void arrived(int node, byte[] payload) {
    if (payload.length < HEAD_BYTES) {
      return;
    }
    long number = ByteBuffer.wrap(payload).getLong(0);
    Flight flight = flights.get(number);
    if (flight == null || flight.from == node) {
      return;
    }
    long nanos = System.nanoTime() - flight.startNanos;
    boolean again;
    boolean last;
    synchronized (flight) {
      again = flight.seen.get(node);
      flight.seen.set(node);
      last = !again && flight.seen.cardinality() == nodes;
    }
    synchronized (this) {
      if (again) {
        duplicates++;
        return;
      }
      deliveries++;
      latencies.add(nanos);
      if (last) {
        lasts.add(nanos);
        completed++;
      }
    }
    if (last && flights.remove(number) != null) {
      flight.everywhere.complete(true);
    }
  }

  synchronized long published() {
    return published;
  }

  synchronized long deliveries() {
    return deliveries;
  }

  synchronized long duplicates() {
    return duplicates;
  }

  synchronized long lost() {
    return lost;
  }
}
