/**
 * Micro-benchmarks of what a node does most.
 *
 * <p>JMH, run by hand as CONTRIBUTING.md says. Machines differ and are busy, so a figure only means
 * something beside another one of the same run: yesterday's build, or a peer.
 *
 * <p>What must never happen here: a test whose result is a time, a benchmark that measures an empty
 * loop, anything that the library or the program depends on. This module is not published.
 */
@NullMarked
package org.xorcast.bench;

import org.jspecify.annotations.NullMarked;
