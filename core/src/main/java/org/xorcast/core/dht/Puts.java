package org.xorcast.core.dht;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.KrpcErrorCode;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;

/**
 * Whether something is stored: the checks of BEP 5, BEP 44 and the draft on signed peers, in the
 * order size, token, rate, sequence, signature: the last costs a thousand times what the others do.
 */
final class Puts {
  /** Why something was not stored. */
  record Refusal(KrpcErrorCode code, String message) {}

  private static final int KEYS_MAX = 8192;
  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_MILLI = 1000;

  private static final Refusal BAD_TOKEN = new Refusal(KrpcErrorCode.PROTOCOL, "invalid token");
  private static final Refusal NO_ROOM = new Refusal(KrpcErrorCode.SERVER, "no room");
  private static final Refusal TOO_MANY = new Refusal(KrpcErrorCode.SERVER, "too many");

  private final Stores stores;
  private final TokenKeeper tokens;
  private final ReturnPaths paths;
  private final Verifier verifier;
  private final DhtCounters counters;
  private final long epochMicrosAtZero;
  private final BucketPerKey blocks;
  private final TokenBucket signatures;

  /**
   * @param epochMillisAtZero what time it was at 0 of the nanoseconds that come in, in ms since
   *     1970
   */
  Puts(
      Stores stores,
      TokenKeeper tokens,
      ReturnPaths paths,
      Verifier verifier,
      DhtCounters counters,
      ServerLimits limits,
      long epochMillisAtZero) {
    this.stores = stores;
    this.tokens = tokens;
    this.paths = paths;
    this.verifier = verifier;
    this.counters = counters;
    epochMicrosAtZero = epochMillisAtZero * MICROS_PER_MILLI;
    blocks = new BucketPerKey(limits.putsPerBlock(), KEYS_MAX, counters);
    signatures = limits.signatures().bucket();
  }

  /** Stores an announcement, or says why not. */
  @Nullable Refusal announce(Query.AnnouncePeer query, Endpoint sender, long nowNanos) {
    if (!shows(query.token(), sender, query.infoHash(), nowNanos)) {
      return BAD_TOKEN;
    }
    Endpoint peer = query.impliedPort() ? sender : new Endpoint(sender.ip(), query.port());
    return stores.peers().announce(query.infoHash(), peer, query.seed(), nowNanos) ? null : NO_ROOM;
  }

  /** Stores a signed announcement, or says why not. */
  @Nullable Refusal announce(Query.AnnounceSignedPeer query, Endpoint sender, long nowNanos) {
    if (!shows(query.token(), sender, query.infoHash(), nowNanos)) {
      return BAD_TOKEN;
    }
    if (!withinRate(sender.ip(), nowNanos)) {
      return TOO_MANY;
    }
    long nowMicros = epochMicrosAtZero + nowNanos / NANOS_PER_MICRO;
    long toleranceMicros = SignedPeerStore.CLOCK_TOLERANCE.toNanos() / NANOS_PER_MICRO;
    long micros = query.peer().micros();
    if (micros < nowMicros - toleranceMicros || micros > nowMicros + toleranceMicros) {
      return new Refusal(KrpcErrorCode.PROTOCOL, "not signed just now");
    }
    Refusal forged =
        checkSignature(
            () -> query.peer().verify(query.infoHash(), verifier),
            KrpcErrorCode.PROTOCOL,
            nowNanos);
    if (forged != null) {
      return forged;
    }
    return stores.signedPeers().announce(query.infoHash(), query.peer(), sender.ip(), nowNanos)
        ? null
        : NO_ROOM;
  }

  /** Stores an immutable item, or says why not. */
  @Nullable Refusal put(Query.PutImmutable query, Endpoint sender, long nowNanos) {
    Bytes value = query.value();
    if (value.length() > ImmutableItem.VALUE_MAX_BYTES) {
      return new Refusal(KrpcErrorCode.VALUE_TOO_BIG, "v is over 1000 bytes");
    }
    NodeId target = ImmutableItem.target(value);
    if (!shows(query.token(), sender, target, nowNanos)) {
      return BAD_TOKEN;
    }
    if (!withinRate(sender.ip(), nowNanos)) {
      return TOO_MANY;
    }
    return stores.items().put(target, value, sender.ip(), nowNanos) ? null : NO_ROOM;
  }

  /** Stores a mutable item, or says why not. */
  @Nullable Refusal put(Query.PutMutable query, Endpoint sender, long nowNanos) {
    NodeId target = query.item().target();
    Refusal refusal = check(query, stores.items().mutable(target, nowNanos), sender, nowNanos);
    if (refusal != null) {
      return refusal;
    }
    return stores.items().put(target, query.item(), sender.ip(), nowNanos) ? null : NO_ROOM;
  }

  /** Why {@code query} may not replace what is {@code stored}, null if it may. */
  @Nullable Refusal check(
      Query.PutMutable query, @Nullable MutableItem stored, Endpoint sender, long nowNanos) {
    MutableItem item = query.item();
    Refusal size = checkSize(item);
    if (size != null) {
      return size;
    }
    if (!shows(query.token(), sender, item.target(), nowNanos)) {
      return BAD_TOKEN;
    }
    if (!withinRate(sender.ip(), nowNanos)) {
      return TOO_MANY;
    }
    Refusal old = stored == null ? null : checkSequence(item, query.cas(), stored);
    if (old != null) {
      return old;
    }
    return item.equals(stored)
        ? null
        : checkSignature(() -> item.verify(verifier), KrpcErrorCode.BAD_SIGNATURE, nowNanos);
  }

  private static @Nullable Refusal checkSize(MutableItem item) {
    if (item.value().length() > ImmutableItem.VALUE_MAX_BYTES) {
      return new Refusal(KrpcErrorCode.VALUE_TOO_BIG, "v is over 1000 bytes");
    }
    if (item.salt().length() > MutableItem.SALT_MAX_BYTES) {
      return new Refusal(KrpcErrorCode.SALT_TOO_BIG, "salt is over 64 bytes");
    }
    return item.seq() < 0 ? new Refusal(KrpcErrorCode.PROTOCOL, "seq is negative") : null;
  }

  private static @Nullable Refusal checkSequence(
      MutableItem item, @Nullable Long cas, MutableItem stored) {
    if (cas != null && cas != stored.seq()) {
      return new Refusal(KrpcErrorCode.CAS_MISMATCH, "seq is not cas");
    }
    boolean again = item.seq() == stored.seq() && item.value().equals(stored.value());
    return item.seq() > stored.seq() || again
        ? null
        : new Refusal(KrpcErrorCode.SEQ_NOT_NEWER, "seq is not newer");
  }

  private @Nullable Refusal checkSignature(
      BooleanSupplier signature, KrpcErrorCode ifWrong, long nowNanos) {
    if (!signatures.tryTake(1, nowNanos)) {
      counters.increment(DhtCounter.PUTS_LIMITED);
      return TOO_MANY;
    }
    counters.increment(DhtCounter.SIGNATURES_CHECKED);
    if (!signature.getAsBoolean()) {
      counters.increment(DhtCounter.BAD_SIGNATURES);
      return new Refusal(ifWrong, "invalid signature");
    }
    return null;
  }

  private boolean shows(Bytes token, Endpoint sender, NodeId target, long nowNanos) {
    if (!tokens.accepts(token, sender.ip(), target, nowNanos)) {
      counters.increment(DhtCounter.BAD_TOKENS);
      return false;
    }
    paths.prove(sender.ip(), nowNanos);
    return true;
  }

  private boolean withinRate(Bytes ip, long nowNanos) {
    if (blocks.of(Blocks.of(ip)).tryTake(1, nowNanos)) {
      return true;
    }
    counters.increment(DhtCounter.PUTS_LIMITED);
    return false;
  }
}
