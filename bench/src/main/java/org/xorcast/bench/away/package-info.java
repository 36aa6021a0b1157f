/**
 * How fast who was away catches up: {@code bench/away}.
 *
 * <p>Two nodes keep a topic in memory, one publishes. A subscriber with a history on disk runs in a
 * process of its own, is killed, and comes back after it has missed a given number of messages,
 * while live ones go on. It checks that all come in order and once. The rate is that of the missed
 * messages at the application, from the first to the last: the process has just been started and
 * runs cold, as it does for a user.
 *
 * <p>What must never happen here: a figure of a run in which something was missing, twice or out of
 * order.
 */
@NullMarked
package org.xorcast.bench.away;

import org.jspecify.annotations.NullMarked;
