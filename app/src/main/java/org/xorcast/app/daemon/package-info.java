/**
 * How the other verbs talk to a running node: one Unix domain socket in its data directory.
 *
 * <p>{@link org.xorcast.app.daemon.ControlServer} is the node's end, {@link
 * org.xorcast.app.daemon.ControlClient} the other; {@code docs/protocol/control.md} is what they
 * say. A header is one line of JSON, and the bytes of a message follow it raw, so that any language
 * with a socket can take part and nothing is base64.
 *
 * <p>Idea: each connection is one virtual thread that reads a request, does it and answers. A
 * client can be slow, stuck or mad: its subscription is bounded and drops, what it sends is
 * limited, what it breaks is its own connection. File permissions are the only authentication: who
 * may open the socket may use the node.
 *
 * <p>What must never happen here: a client that stalls the node or another client, a payload larger
 * than a message taken into memory, a socket that others than the owner can open.
 */
@NullMarked
package org.xorcast.app.daemon;

import org.jspecify.annotations.NullMarked;
