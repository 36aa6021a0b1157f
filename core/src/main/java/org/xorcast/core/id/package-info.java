/**
 * Names for machines, messages and places.
 *
 * <p>A peer <em>is</em> its Ed25519 public key ({@link org.xorcast.core.id.PeerId}, 32 bytes). Its
 * place in the key space is the first 20 bytes of the SHA-256 of that key ({@link
 * org.xorcast.core.id.NodeId}), so a place cannot be chosen without searching for a key. Distance
 * is XOR (Maymounkov and Mazières, "Kademlia", IPTPS 2002); 160 bits are kept so that the same ids
 * serve the Mainline DHT (BEP 5).
 *
 * <p>A {@link org.xorcast.core.id.PeerRecord} says where a peer can be reached and is signed by
 * that peer, so anybody may pass it on and nobody can alter it. Its bytes are the business of
 * {@code wire}.
 *
 * <p>Keys come in from outside: {@link org.xorcast.core.id.Identity} signs and {@link
 * org.xorcast.core.id.Verifier} checks; the library backs them with a native or a portable Ed25519,
 * the simulator with a cheap stand-in.
 *
 * <p>What must never happen here: randomness, name resolution, an id whose bytes can change.
 */
@NullMarked
package org.xorcast.core.id;

import org.jspecify.annotations.NullMarked;
