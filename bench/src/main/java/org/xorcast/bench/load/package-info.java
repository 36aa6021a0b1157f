/**
 * How many small messages a second a network in one process takes: {@code bench/load}.
 *
 * <p>All nodes are in one JVM on loopback, some of them publish at a steady rate, and everybody
 * counts what arrives. A rate holds if every node gets everything within the patience after the
 * last publication. Processor time is that of the process, so it includes publishers, receivers and
 * the kernel's part of their system calls.
 *
 * <p>What must never happen here: a figure of a run that lost something, given without saying so.
 */
@NullMarked
package org.xorcast.bench.load;

import org.jspecify.annotations.NullMarked;
