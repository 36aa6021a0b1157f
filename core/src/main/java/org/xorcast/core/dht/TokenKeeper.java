package org.xorcast.core.dht;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.Writer;

/**
 * Tokens that only who receives at an address can have, for one target each: a keyed hash of both,
 * so nothing has to be remembered.
 *
 * <p>The key changes every 5 minutes and the one before still counts, so a token is good for 5 to
 * 10 minutes. Port and node id are left out: behind a carrier's NAT the port changes between two
 * messages.
 */
public final class TokenKeeper {
  /** Length of a token in bytes. */
  public static final int SIZE_BYTES = 8;

  static final long EPOCH_NANOS = Duration.ofMinutes(5).toNanos();

  private final byte[] key;

  /**
   * @param key random bytes, 16 or more, that nobody else knows
   */
  public TokenKeeper(byte[] key) {
    this.key = key.clone();
  }

  /** A token for {@code ip} and {@code target}. */
  public Bytes issue(Bytes ip, NodeId target, long nowNanos) {
    return Bytes.wrap(token(ip, target, epoch(nowNanos)));
  }

  /** Whether {@code token} was issued for this address and target not long ago. */
  public boolean accepts(Bytes token, Bytes ip, NodeId target, long nowNanos) {
    long epoch = epoch(nowNanos);
    return MessageDigest.isEqual(token.unwrap(), token(ip, target, epoch))
        || MessageDigest.isEqual(token.unwrap(), token(ip, target, epoch - 1));
  }

  private static long epoch(long nowNanos) {
    return Math.floorDiv(nowNanos, EPOCH_NANOS);
  }

  private byte[] token(Bytes ip, NodeId target, long epoch) {
    byte[] subject = new Writer().u64(epoch).nodeId(target).raw(ip.unwrap()).toByteArray();
    return Arrays.copyOf(Sha256.of(key, subject), SIZE_BYTES);
  }
}
