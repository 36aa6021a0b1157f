/**
 * Datagrams and links: one UDP port, and authenticated QUIC connections over it.
 *
 * <p>The way in is socket, {@link org.xorcast.net.Demux} (what is this, and whose?), Netty's server
 * or client codec, {@link org.xorcast.net.Connection}, an {@code Event} for the loop. The way out
 * is a {@link org.xorcast.net.Lane} per channel of a link, which hands QUIC no more than it can
 * send at once, so that what waits stays ours: shared, counted and bounded.
 *
 * <p>Idea: both roles live on one socket, so that a link can be dialled from either end through the
 * same hole in a firewall. A link is mutual TLS 1.3 with self-signed Ed25519 certificates; the key
 * is the peer's identity and the handshake its proof. The pipeline's order and the split of
 * connection ids between the two codecs were found by experiment with Netty 4.2's codec over
 * Cloudflare's quiche.
 *
 * <p>Where UDP gets nowhere, a {@link org.xorcast.net.Tunnel} takes the socket's place for what
 * goes to one relay: below Demux, so that nothing above knows of it. The relay's end makes up an
 * address for it, which no peer must ever be told.
 *
 * <p>Everything here runs on the node's loop. QUIC channels are written to and closed in a task of
 * their own, never from inside one of their callbacks: the codec frees native memory on close while
 * its own read loop may still be using it.
 *
 * <p>What must never happen here: a decision about peers (that is core's), a copy of a payload per
 * neighbour that waits, memory held for somebody who has proved nothing beyond a small bound, a
 * datagram dropped without being counted.
 */
@NullMarked
package org.xorcast.net;

import org.jspecify.annotations.NullMarked;
