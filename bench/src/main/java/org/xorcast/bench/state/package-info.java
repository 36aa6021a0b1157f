/**
 * What a topic of values costs, and how soon a newcomer has all of them: {@code bench/state}.
 *
 * <p>All nodes are in one JVM on loopback and subscribe to the topic; the first one puts values in
 * random order. Then one more node joins, and the time is taken from its subscription until it
 * holds the newest value of every key.
 *
 * <p>What must never happen here: a figure of a run in which a value went backwards or was missing.
 */
@NullMarked
package org.xorcast.bench.state;

import org.jspecify.annotations.NullMarked;
