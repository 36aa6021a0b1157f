package org.xorcast.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.NodeClosedException;
import org.xorcast.Published;
import org.xorcast.Reception;
import org.xorcast.TooFastException;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.TopicId;

/**
 * What applications publish, from the call until the engine has answered, and what is known of who
 * has it. Belongs to the loop but for {@link #add}.
 */
final class Publishing {
  /**
   * What an application wants to publish, until the loop takes it.
   *
   * @param answer completes when the message is on its way
   */
  record Command(
      @Nullable TopicId topic,
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt,
      CompletableFuture<Published> answer) {}

  /** A call that waits until its message is on its way. */
  private record Waiting(
      CompletableFuture<Published> published,
      CompletableFuture<MessageId> id,
      @Nullable ReceiptRequest receipt) {
    void fail(Throwable cause) {
      published.completeExceptionally(cause);
      id.completeExceptionally(cause);
    }
  }

  /** What somebody who published is told about who has the message. */
  private record Counted(AtomicReference<Reach> latest, CompletableFuture<Reach> last) {
    Counted() {
      this(new AtomicReference<>(new Reach(0, false, false, List.of())), new CompletableFuture<>());
    }
  }

  private final Consumer<Event> engine;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final Map<Long, Waiting> tickets = new HashMap<>();
  private final Map<MessageId, Counted> counted = new HashMap<>();
  private long lastTicket;

  /**
   * @param engine takes what is to be published
   */
  Publishing(Consumer<Event> engine) {
    this.engine = engine;
  }

  /** Called on any thread; one call of {@link #next} has to follow. */
  void add(Command command) {
    commands.add(command);
  }

  /** Takes the oldest command. */
  Command next() {
    return commands.remove();
  }

  /** Gives the engine a command, and tells it if another one waits for the same group. */
  void publish(Command command) {
    Command next = commands.peek();
    boolean more = next != null && Objects.equals(next.topic, command.topic);
    tickets.put(
        ++lastTicket, new Waiting(command.answer, new CompletableFuture<>(), command.receipt));
    engine.accept(
        new Event.Publish(
            lastTicket,
            command.topic,
            command.name,
            command.key,
            command.payload,
            command.receipt,
            more));
  }

  /** The engine failed to take it. */
  void failed(Event.Publish publish, Throwable cause) {
    Waiting waiting = tickets.remove(publish.ticket());
    if (waiting != null) {
      waiting.fail(cause);
    }
  }

  /** The engine has sent it. */
  void published(long ticket, MessageId id, long sequence) {
    Waiting waiting = tickets.remove(ticket);
    if (waiting == null) {
      return;
    }
    Reception reception = null;
    if (waiting.receipt != null) {
      Counted count = new Counted();
      counted.put(id, count);
      reception = new Reception(count.latest, count.last);
    }
    waiting.id.complete(id);
    waiting.published.complete(new Published(sequence, waiting.id, reception));
  }

  /** The engine will sign it with others in a moment. */
  void gathered(long ticket, long sequence) {
    Waiting waiting = tickets.get(ticket);
    if (waiting != null) {
      waiting.published.complete(new Published(sequence, waiting.id, null));
    }
  }

  /** The engine has not taken it, since it comes too fast. */
  void refused(long ticket, Refusal reason, long retryNanos) {
    Waiting waiting = tickets.remove(ticket);
    if (waiting != null) {
      String why =
          switch (reason) {
            case OVER_RATE -> "its limit, beyond which the others refuse";
            case BACKED_UP -> "its neighbours take it";
          };
      waiting.published.completeExceptionally(
          new TooFastException(why, Duration.ofNanos(retryNanos)));
    }
  }

  /** More is known of who has a message. */
  void reached(MessageId id, Reach reach) {
    Counted count = reach.over() ? counted.remove(id) : counted.get(id);
    if (count != null) {
      count.latest.set(reach);
      if (reach.over()) {
        count.last.complete(reach);
      }
    }
  }

  /** The node is closed: nobody is to wait any more. */
  void close() {
    NodeClosedException closed = new NodeClosedException("the node");
    tickets.values().forEach(waiting -> waiting.fail(closed));
    tickets.clear();
    counted.values().forEach(count -> count.last.completeExceptionally(closed));
    counted.clear();
  }
}
