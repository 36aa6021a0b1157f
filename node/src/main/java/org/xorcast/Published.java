package org.xorcast;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.MessageId;

/** A message that is on its way, or will be in a moment, 1 s at most. Thread-safe. */
public final class Published {
  private final long sequence;
  private final CompletableFuture<MessageId> id;
  private final @Nullable Reception reception;

  /** Made by the node; {@code id} completes when the message is signed. */
  public Published(long sequence, CompletableFuture<MessageId> id, @Nullable Reception reception) {
    this.sequence = sequence;
    this.id = id;
    this.reception = reception;
  }

  /**
   * Its name everywhere in the network. The name is a hash, so if the message is to be signed
   * together with others this waits until that is done: usually a few milliseconds, and up to 1 s
   * while most receivers have not answered the messages before.
   *
   * @throws NodeClosedException if the node was closed before
   */
  public MessageId id() {
    try {
      return id.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof NodeClosedException closed) {
        throw closed;
      }
      throw new XorcastException("the node failed to publish, see its log", e.getCause());
    }
  }

  /** 1 for the first message since the node started. */
  public long sequence() {
    return sequence;
  }

  /** Who has it, null if {@link Receipts} were not asked for. */
  public @Nullable Reception reception() {
    return reception;
  }

  /**
   * As {@link Reception#reached}.
   *
   * @throws IllegalStateException if the message was published without {@link Receipts}
   */
  public CompletableFuture<Integer> reached() {
    if (reception == null) {
      throw new IllegalStateException(
          "who has the message is only counted if it was published with Receipts");
    }
    return reception.reached();
  }

  @Override
  public String toString() {
    return "message " + sequence + (id.isDone() ? ", " + id() : ", to be signed");
  }
}
