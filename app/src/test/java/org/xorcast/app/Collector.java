package org.xorcast.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.app.daemon.Received;
import org.xorcast.app.daemon.ReceivedMessage;

/** Subscribes to a node and remembers everything that it hands out. */
public final class Collector implements AutoCloseable {
  private final ControlClient client;
  private final List<ReceivedMessage> messages = new ArrayList<>();
  private final List<Received> others = new ArrayList<>();

  /** Returns when the subscription stands. */
  public Collector(ControlClient client) {
    this.client = client;
    client.subscribe(null, null);
    Thread.ofVirtual().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Received next = client.next();
        synchronized (this) {
          if (next instanceof ReceivedMessage message) {
            messages.add(message);
          } else {
            others.add(next);
          }
        }
      }
    } catch (CommandException gone) {
      // Closed, or the node is dead.
    }
  }

  public synchronized List<ReceivedMessage> messages() {
    return List.copyOf(messages);
  }

  /** Losses, and the end. */
  public synchronized List<Received> others() {
    return List.copyOf(others);
  }

  /** How often each payload came, by its SHA-256. */
  public synchronized Map<String, Integer> countBySha256() {
    Map<String, Integer> counts = new HashMap<>();
    messages.forEach(message -> counts.merge(message.sha256(), 1, Integer::sum));
    return counts;
  }

  @Override
  public void close() {
    client.close();
  }
}
