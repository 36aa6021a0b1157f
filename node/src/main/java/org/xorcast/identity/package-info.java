/**
 * The node's key pair, and everybody's signatures.
 *
 * <p>A peer is its Ed25519 key (RFC 8032), so this room makes keys, signs, verifies, and wraps the
 * public key in the smallest certificate that TLS 1.3 accepts. Signatures are checked on the loop
 * for every message, so speed counts: Amazon Corretto Crypto Provider verifies about 30,000 a
 * second on one core, Bouncy Castle's lightweight API 18,000, the JDK's own provider 2,400. The
 * first is native and loads on Linux x86-64 only, in about 0.6 s; the second runs everywhere and at
 * once. {@link org.xorcast.identity.Ed25519#shared} begins with the second and goes over to the
 * first, and a test holds both to the vectors of the RFC and to each other.
 *
 * <p>The provider is used by reference and never installed: a library must not change what the
 * application's own {@code Signature.getInstance} means.
 *
 * <p>What must never happen here: a private key in a log, an exception or a {@code toString}; a
 * signature by the JDK's own provider; a file (that is {@code store}'s).
 */
@NullMarked
package org.xorcast.identity;

import org.jspecify.annotations.NullMarked;
