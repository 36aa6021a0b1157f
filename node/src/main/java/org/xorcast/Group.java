package org.xorcast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Names;
import org.xorcast.core.id.TopicId;
import org.xorcast.loop.NodeLoop;

/**
 * Sending to all members of a group, and hearing them: the whole network, or a topic.
 *
 * <p>A message reaches every member that is connected, about once, and each member's subscriptions
 * exactly once; the publisher's own subscriptions get it too. All methods are thread-safe.
 *
 * <p>What one run of a publisher sends arrives in the order in which it was published, so a short
 * message waits behind a large one. A message that is still missing after 2 minutes, 20 s at a
 * member that came less than a minute ago, is given up and holds up the others no longer. Messages
 * of different publishers have no order.
 *
 * <p>Publishing returns when the message is on its way to the neighbours, or waits for others to be
 * signed with: that only happens to small messages that follow each other closely, and takes 5 ms,
 * or up to 1 s while most receivers have not answered the messages before. If the node is still
 * joining it first waits up to {@value #JOIN_WAIT_SECONDS} s for that. A publisher that is faster
 * than the others take it, by their limits or by their links, is held up, {@value
 * #PACE_WAIT_SECONDS} s at most.
 */
public abstract sealed class Group permits Broadcast, Topic {
  /** The largest payload in bytes: 16 MiB. */
  public static final int PAYLOAD_MAX_BYTES = 16 << 20;

  /** The longest name of a message, in bytes of UTF-8. */
  public static final int NAME_MAX_BYTES = 255;

  /** The longest key of a value, in bytes of UTF-8. */
  public static final int KEY_MAX_BYTES = Names.MAX_BYTES;

  private static final int JOIN_WAIT_SECONDS = 5;
  private static final int PACE_WAIT_SECONDS = 10;
  private static final Duration VALIDATE_MAX = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(Group.class);

  final NodeLoop loop;
  final Inboxes inboxes;
  private final @Nullable TopicId topic;
  private final Object historyLock = new Object();
  private @Nullable GroupHistory history;
  private boolean remembers;

  Group(NodeLoop loop, @Nullable TopicId topic, Inboxes inboxes) {
    this.loop = loop;
    this.topic = topic;
    this.inboxes = inboxes;
  }

  /**
   * Sends bytes to all.
   *
   * @param payload 1 to {@value #PAYLOAD_MAX_BYTES} bytes; copied
   * @throws PayloadSizeException if it is empty or too large
   * @throws NoPeersException if no peer is connected
   * @throws TooFastException if it would have to wait too long for the others
   * @throws NoRightException if somebody owns the group and has not granted this node that
   * @throws NodeClosedException if the node is closed
   */
  public Published publish(byte[] payload) {
    checkSize("the message", payload.length);
    return send(null, payload.clone(), null);
  }

  /**
   * Sends bytes to all and has it counted who gets them; otherwise like {@link #publish(byte[])}.
   * It returns at once all the same: {@link Published#reached} tells.
   */
  public Published publish(byte[] payload, Receipts receipts) {
    checkSize("the message", payload.length);
    return send(null, payload.clone(), receipts.request());
  }

  /** Sends a text, in UTF-8, to all; otherwise like {@link #publish(byte[])}. */
  public Published publish(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    checkSize("the message", payload.length);
    return send(null, payload, null);
  }

  /**
   * Sends bytes with a name, like a file's, to all; otherwise like {@link #publish(byte[])}.
   *
   * @throws IllegalArgumentException if the name is blank or longer than {@value #NAME_MAX_BYTES}
   *     bytes
   */
  public Published publish(String name, byte[] payload) {
    checkName(name);
    checkSize(name, payload.length);
    return send(name, payload.clone(), null);
  }

  /**
   * Sends bytes with a name and has it counted who gets them; otherwise like {@link
   * #publish(String, byte[])}.
   */
  public Published publish(String name, byte[] payload, Receipts receipts) {
    checkName(name);
    checkSize(name, payload.length);
    return send(name, payload.clone(), receipts.request());
  }

  /**
   * Sends a file under its name to all; otherwise like {@link #publish(byte[])}.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public Published publishFile(Path file) {
    return sendFile(file, null);
  }

  /** Sends a file and has it counted who gets it; otherwise like {@link #publishFile(Path)}. */
  public Published publishFile(Path file, Receipts receipts) {
    return sendFile(file, receipts.request());
  }

  private Published sendFile(Path file, @Nullable ReceiptRequest receipt) {
    Path fileName = file.getFileName();
    String name = fileName == null ? "" : fileName.toString();
    checkName(name);
    try {
      checkSize(file.toString(), Files.size(file));
      byte[] payload = Files.readAllBytes(file);
      checkSize(file.toString(), payload.length);
      return send(name, payload, receipt);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Publishes the newest value of a key: it replaces this node's older one at every member, and on
   * the way there. Members keep it, at most 16,384 values and 64 MiB in a group, and whoever
   * subscribes later begins with it. Otherwise like {@link #publish(byte[])}.
   *
   * <p>Of each publisher and key a subscription gets ever newer values, but not all of them. Values
   * have no order among keys, nor beside messages.
   *
   * @param key 1 to {@value #KEY_MAX_BYTES} bytes in UTF-8, not blank, no control characters
   * @throws IllegalArgumentException if the key is none
   */
  public Published put(String key, byte[] value) {
    Names.check("a key", key);
    checkSize("the value", value.length);
    return send(null, key, value.clone(), null);
  }

  /** Publishes a text, in UTF-8, as {@link #put(String, byte[])} does. */
  public Published put(String key, String value) {
    return put(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A subscription that holds up to 1,024 messages and 64 MiB for its reader. */
  public Subscription subscribe() {
    return subscribe(1024, 64L << 20);
  }

  /**
   * A subscription with bounds of its own. It begins with the values that the node has, see {@link
   * #put(String, byte[])}, which do not count against the bounds. It holds the newest message even
   * if that alone is larger than {@code capacityBytes}.
   *
   * @param capacityMessages most messages that wait for the reader, at least 1
   * @param capacityBytes most bytes that wait for the reader, at least 1
   * @throws NodeClosedException if the node is closed
   */
  public Subscription subscribe(int capacityMessages, long capacityBytes) {
    return inboxes.open(capacityMessages, capacityBytes);
  }

  /**
   * A subscription that misses nothing: the node keeps the group's history, and asks its neighbours
   * for what was published while it was away. Messages of one run of a publisher come in order,
   * each once, old ones first; what no neighbour keeps any more is told by {@link NodeEvent.Gap}.
   *
   * <p>A message counts as taken when the next one is asked for, or the subscription is closed. On
   * disk, the first open subscription goes on behind what was taken, also in the next run of the
   * node, and a slow reader loses nothing that the retention keeps. After a crash the messages
   * taken in the last moments may come again.
   *
   * @param from where to begin the first time ever; only the first open subscription decides what
   *     neighbours are asked for
   * @param history how the node keeps the group's history; the first one of a run counts
   * @throws HistoryException if the file cannot be used
   * @throws IllegalStateException if there is no data directory for a history on disk
   * @throws NodeClosedException if the node is closed
   */
  public Subscription subscribe(From from, History history) {
    return subscribe(from, history, true);
  }

  /**
   * Like {@link #subscribe(From, History)}, but it begins at {@code from} whatever was taken
   * before, and what is taken from it is not remembered.
   */
  public Subscription replay(From from, History history) {
    return subscribe(from, history, false);
  }

  private Subscription subscribe(From from, History history, boolean resume) {
    synchronized (historyLock) {
      GroupHistory kept = openHistory(history);
      boolean first = inboxes.isEmpty();
      Subscription subscription = inboxes.open(kept.source(from, resume));
      if (first || !remembers) {
        kept.begin(from, inboxes::stored);
        remembers = true;
      }
      return subscription;
    }
  }

  private GroupHistory openHistory(History wanted) {
    GroupHistory kept = history;
    if (kept == null) {
      kept = new GroupHistory(loop, topic, wanted);
      history = kept;
    }
    return kept;
  }

  /**
   * Reads what this node keeps of the group's history now, oldest first, and returns at the end of
   * it. Neighbours are not asked, and nothing counts as taken.
   *
   * @param from {@link From#all}, or the first sequence wanted of each publisher's session
   * @throws HistoryException if nothing is kept, or the file cannot be used
   * @throws IllegalStateException if there is neither a history in memory nor a data directory
   */
  public void readKept(From from, Consumer<? super Message> reader) {
    GroupHistory kept;
    synchronized (historyLock) {
      if (history == null && !Files.exists(loop.historyFile(topic))) {
        throw new HistoryException(
            "this node keeps no history of the group: subscribe with one (--from) first");
      }
      kept = openHistory(History.disk());
    }
    kept.read(from, reader);
  }

  /** What became of the group's history, empty if the node keeps none. */
  public Optional<HistoryStats> history() {
    synchronized (historyLock) {
      return Optional.ofNullable(history).map(GroupHistory::stats);
    }
  }

  /** The node is closed. */
  void end() {
    inboxes.close();
    synchronized (historyLock) {
      if (history != null) {
        history.close();
      }
    }
  }

  /**
   * Calls {@code handler} for every message, one at a time, on a virtual thread. An exception of
   * the handler is logged and does not end the subscription.
   *
   * @return the subscription, to close it and to ask what it lost
   * @throws NodeClosedException if the node is closed
   */
  public Subscription onMessage(Consumer<? super Message> handler) {
    Subscription subscription = subscribe();
    Thread.ofVirtual()
        .name("xorcast-handler")
        .start(() -> {
          for (Message message : subscription) {
            try {
              handler.accept(message);
            } catch (RuntimeException e) {
              log.error("the handler failed on {}", message, e);
            }
          }
        });
    return subscription;
  }

  /**
   * Asks {@code validator} about every message of others before it is delivered here and passed on.
   * All members of a group should judge alike: what one of them does not accept it does not pass
   * on, and after three rejected messages it listens no more to their publisher for 10 minutes.
   * Messages that were signed together go on together: the strictest judgement counts. A node that
   * judges signs its own messages one by one. Replaces an earlier validator.
   *
   * @param limit how long an answer is waited for, 1 ms to 30 s; the message is ignored then
   */
  public void validate(Validator validator, Duration limit) {
    if (limit.toMillis() < 1 || limit.compareTo(VALIDATE_MAX) > 0) {
      throw new IllegalArgumentException("a validator has 1 ms to 30 s, not " + limit);
    }
    loop.validate(topic, delivery -> judge(validator, delivery), limit);
  }

  private static Judgement judge(Validator validator, Delivery delivery) {
    Judgement strictest = Judgement.ACCEPT;
    for (Delivery message : delivery.messages()) {
      Judgement judgement = validator.judge(new Message(message, Instant.now()));
      if (judgement == Judgement.REJECT) {
        return judgement;
      }
      strictest = judgement == Judgement.IGNORE ? judgement : strictest;
    }
    return strictest;
  }

  private Published send(@Nullable String name, byte[] payload, @Nullable ReceiptRequest receipt) {
    return send(name, null, payload, receipt);
  }

  private Published send(
      @Nullable String name,
      @Nullable String key,
      byte[] payload,
      @Nullable ReceiptRequest receipt) {
    try {
      if (!loop.isJoined()) {
        loop.awaitJoined(Duration.ofSeconds(JOIN_WAIT_SECONDS));
      }
      long untilNanos = System.nanoTime() + Duration.ofSeconds(PACE_WAIT_SECONDS).toNanos();
      while (true) {
        try {
          return loop.publish(topic, name, key, Bytes.wrap(payload), receipt).get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TooFastException tooFast)
              || untilNanos - System.nanoTime() < tooFast.retryAfter().toNanos()) {
            throw e;
          }
          Thread.sleep(tooFast.retryAfter());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new XorcastException("interrupted while publishing", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof XorcastException known) {
        // Thrown again from here so that the stack shows the caller and not the loop.
        known.setStackTrace(Thread.currentThread().getStackTrace());
        throw known;
      }
      throw new XorcastException("the node failed to publish, see its log", e.getCause());
    }
  }

  private static void checkSize(String what, long sizeBytes) {
    if (sizeBytes == 0 || sizeBytes > PAYLOAD_MAX_BYTES) {
      throw new PayloadSizeException(what, sizeBytes);
    }
  }

  private static void checkName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isBlank() || bytes > NAME_MAX_BYTES) {
      throw new IllegalArgumentException(
          "a message's name has 1 to " + NAME_MAX_BYTES + " bytes, this has " + bytes);
    }
  }
}
