/**
 * Our broadcast beside that of others, in one go: {@code bench/peers/broadcast}.
 *
 * <p>{@link org.xorcast.bench.peers.Comparison} starts one system after the other, each with all
 * its nodes in one process of its own and that process in a network namespace of its own where only
 * loopback exists. The process gives the load ({@link org.xorcast.bench.peers.Workload}, and {@code
 * workload.mjs} for those in JavaScript) and times the deliveries. What they cost is not asked of
 * the systems: {@link org.xorcast.bench.peers.Kernel} reads it from the kernel, in the same way for
 * all of them.
 *
 * <p>What must never happen here: a setting that favours one system, a figure without its load, a
 * system left out because it failed. A peer that hangs is ended and reported.
 */
@NullMarked
package org.xorcast.bench.peers;

import org.jspecify.annotations.NullMarked;
