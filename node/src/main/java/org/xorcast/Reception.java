package org.xorcast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.id.PeerId;

/**
 * How far a message has come. The publisher itself counts too. A number is what nodes say: liars
 * can push it up to about three times the size of the network. Thread-safe.
 */
public final class Reception {
  private final AtomicReference<Reach> latest;
  private final CompletableFuture<Reach> last;

  /** Made by the node; {@code last} completes with the last word. */
  public Reception(AtomicReference<Reach> latest, CompletableFuture<Reach> last) {
    this.latest = latest;
    this.last = last;
  }

  /**
   * Completes with the number of nodes that have the message, when all have answered or the
   * deadline has passed; with a {@link NodeClosedException} if the node is closed before.
   */
  public CompletableFuture<Integer> reached() {
    return last.thenApply(Reach::nodes);
  }

  /** The number as far as it is known by now. */
  public int soFar() {
    return latest.get().nodes();
  }

  /** Whether everybody has answered who was made responsible for a part of the network. */
  public boolean isComplete() {
    return latest.get().complete();
  }

  /** Who has the message, if ids were asked for and {@link #reached} has completed; else empty. */
  public List<PeerId> ids() {
    return latest.get().ids();
  }

  @Override
  public String toString() {
    return "reached " + soFar() + (last.isDone() ? "" : " so far");
  }
}
