/**
 * {@code xorcast demo}: a network of real nodes on real sockets in one process, and what it
 * delivers.
 *
 * <p>{@link org.xorcast.app.demo.DemoNetwork} starts the nodes and adds up what they count, {@code
 * Ledger} remembers what was sent and what arrived where, {@code DemoRun} is the story from the
 * first join to the last byte, {@code DemoReport} its figures.
 *
 * <p>Idea: a newcomer sees within half a minute that everybody got everything exactly once and what
 * it cost, with the library's public API only. The figures are those of the nodes' own counters and
 * of nothing that the demo knows better.
 *
 * <p>What must never happen here: a delivery believed without its SHA-256, a figure that leaves out
 * what was expensive, a demo that waits for ever.
 */
@NullMarked
package org.xorcast.app.demo;

import org.jspecify.annotations.NullMarked;
