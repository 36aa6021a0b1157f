package org.xorcast.identity;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.PeerId;

/**
 * The portable implementation first, the native one as soon as it is worth its price.
 *
 * <p>Loading the native library takes about 0.6 s of a processor, as much as 15,000 portable
 * verifications. A program that sends one message and ends should not pay for it, and a node should
 * not start later because of it. So a thread of its own loads it once a number of signatures has
 * been seen, and it takes over from there; where it does not load, nothing changes.
 */
final class AdaptiveEd25519 implements Ed25519 {
  /** Signatures made or checked before the native library is loaded. */
  static final int THRESHOLD = 200;

  private static final Logger log = LoggerFactory.getLogger(AdaptiveEd25519.class);

  private final AtomicInteger count = new AtomicInteger();
  private volatile Ed25519 current = new PortableEd25519();

  @Override
  public byte[] sign(byte[] seed, byte[] message) {
    return next().sign(seed, message);
  }

  @Override
  public boolean verify(PeerId signer, byte[] message, byte[] signature) {
    return next().verify(signer, message, signature);
  }

  private Ed25519 next() {
    Ed25519 chosen = current;
    if (chosen instanceof PortableEd25519 && count.incrementAndGet() == THRESHOLD) {
      // Loading runs static initializers of others for long: on a daemon, not a virtual thread.
      Thread.ofPlatform().daemon().name("xorcast-crypto").start(this::load);
    }
    return chosen;
  }

  private void load() {
    CorrettoEd25519 corretto = CorrettoEd25519.loadOrNull();
    if (corretto != null) {
      current = corretto;
    }
    log.debug("Ed25519 by {}", current);
  }

  @Override
  public String toString() {
    return current.toString();
  }
}
