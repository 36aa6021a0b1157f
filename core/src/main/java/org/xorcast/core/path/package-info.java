/**
 * How two hosts reach each other, whatever stands between them: straight, called back, through a
 * hole that both punch into their NATs at once, or through a third node that passes their packets
 * on and cannot read them.
 *
 * <p>A link is opened along every way that its peer's record names, and through its relays, at the
 * same time; it stands on the first that answers. Through the link itself, which nobody in between
 * can read, both ends then tell each other where they may be found and by which key a ping is
 * known, and ping until a pong shows a better way. The link moves there, under the connection that
 * it carries, and moves back when that way falls silent.
 *
 * <p>After Ford, Srisuresh and Kegel, "Peer-to-Peer Communication Across Network Address
 * Translators" (USENIX 2005), ICE (RFC 8445) for candidates and checks, circuit relay v2 of libp2p
 * for reservations. All of it works on plain datagrams and is simulated with modelled NATs.
 *
 * <p>What must never happen here: a path that is used because a packet came along it and no key was
 * checked; an answer that is longer than a question of a stranger, save STUN's, of which an address
 * gets few; a packet to an address that only a stranger has named; a tunnel's made-up end told to
 * anybody; anything that a relay could read.
 */
@NullMarked
package org.xorcast.core.path;

import org.jspecify.annotations.NullMarked;
