/**
 * A page that shows what a scenario came to: one file, readable anywhere and in ten years.
 *
 * <p>{@link org.xorcast.sim.report.Comparison} is everything the page says: the scenario and, for
 * each protocol that ran it, a {@link org.xorcast.sim.report.Contender} with figures and curves.
 * {@link org.xorcast.sim.report.Page} writes it as one HTML file with its style and its drawings
 * inside. {@link org.xorcast.sim.report.Charts} decides what is drawn, {@link
 * org.xorcast.sim.report.Plot} and {@link org.xorcast.sim.report.Axis} draw it as SVG.
 *
 * <p>Idea: latency alone can be bought with copies and copies with latency, so the page puts the
 * two against each other first, and shows tails on a scale where one node in ten thousand is seen.
 * The colours follow the reader's light or dark setting; protocols are hidden and shown by the
 * legend without a script.
 *
 * <p>What must never happen here: a reference to anything outside the file, a number that is
 * rounded in our favour (99.9996 % is not 100 %), a text that is not escaped, a page that depends
 * on the time or the machine it was written on.
 */
@NullMarked
package org.xorcast.sim.report;

import org.jspecify.annotations.NullMarked;
