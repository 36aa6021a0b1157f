package org.xorcast.core.path;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * The place where a gateway says that it passes on to this node what comes. Gateways lie, or are
 * behind another NAT, or forget: it is proved by a packet that came in there, time and again, and
 * not by what the gateway says. Not thread-safe.
 */
final class MappedPlace {
  /** Dial-backs asked for in a row. */
  static final int ATTEMPTS_MAX = 5;

  private static final int FAILURES_NEEDED = 2;
  private static final long ANSWER_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

  private @Nullable Endpoint endpoint;
  private boolean proved;
  private @Nullable Bytes nonce;

  /** Whether somebody is to send that nonce. */
  private boolean underWay;

  private int turn;
  private int attempts;
  private int failures;
  private long dueNanos;

  /** The gateway passes on what comes there; null: nothing any more. */
  void map(@Nullable Endpoint external, long nowNanos) {
    boolean far = external != null && !external.isLocal() && !external.isLoopback();
    endpoint = far ? external : null;
    doubt(nowNanos);
  }

  /** What was proved is to be proved anew. */
  void doubt(long nowNanos) {
    proved = false;
    rest(nowNanos);
  }

  private void rest(long untilNanos) {
    nonce = null;
    underWay = false;
    attempts = 0;
    failures = 0;
    dueNanos = untilNanos;
  }

  /** Where it is, true or not; null if nothing is mapped. */
  @Nullable Endpoint endpoint() {
    return endpoint;
  }

  boolean is(@Nullable Endpoint other) {
    return endpoint != null && endpoint.equals(other);
  }

  boolean isProved() {
    return proved;
  }

  /** Whether it is proved and of that IP version. */
  boolean isProved(boolean inIpv6) {
    return proved && endpoint != null && endpoint.isIpv6() == inIpv6;
  }

  /** Something came in there that nothing but the gateway's mapping can have let in. */
  void prove(long nowNanos) {
    proved = true;
    rest(nowNanos + AGAIN_NANOS);
  }

  // ---- dial-backs -------------------------------------------------------------------------------

  /** Gives up the dial-back that has not come, and what too many of them have disproved. */
  void expire(long nowNanos) {
    if (nowNanos < dueNanos) {
      return;
    }
    failures += underWay ? 1 : 0;
    nonce = null;
    underWay = false;
    proved &= failures < FAILURES_NEEDED;
    if (attempts >= ATTEMPTS_MAX) {
      rest(nowNanos + AGAIN_NANOS);
    }
  }

  /** Whether somebody is to be asked for a dial-back to it. */
  boolean wantsDialBack(long nowNanos) {
    return endpoint != null && nowNanos >= dueNanos;
  }

  /** Whose turn it is to be asked: each time somebody else's. */
  int turn() {
    return turn;
  }

  void asked(Bytes nonce, long nowNanos) {
    this.nonce = nonce;
    turn++;
    dueNanos = nowNanos + ANSWER_NANOS;
  }

  /** Whether somebody sends it; if not, silence proves nothing. */
  void answered(Bytes nonce, boolean asked) {
    if (Objects.equals(this.nonce, nonce)) {
      attempts += asked && !underWay ? 1 : 0;
      underWay = asked;
    }
  }

  /** Whether a dial-back is the one that was asked for; there is no second one. */
  boolean arrived(Bytes nonce) {
    boolean ours = Objects.equals(this.nonce, nonce);
    if (ours) {
      this.nonce = null;
      underWay = false;
    }
    return ours;
  }
}
