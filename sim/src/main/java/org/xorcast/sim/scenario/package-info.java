/**
 * What a simulated run is: how many nodes, which tables and links, what goes wrong, who publishes
 * what, and which messages the figures are about.
 *
 * <p>A {@link org.xorcast.sim.scenario.Scenario} is a plain value. It comes from a file in TOML
 * ({@link org.xorcast.sim.scenario.ScenarioFile}), from the options of a command, or from a random
 * draw, and nothing in it says how it is carried out: that is the business of {@code sim.run}. The
 * same scenario and the same seed are the same run.
 *
 * <p>TigerBeetle and Corrosion describe their simulations as option records, iroh-gossip as TOML
 * files; a file per published figure lets anybody repeat it with one command.
 *
 * <p>What must never happen here: a key of a file that is silently ignored, a value out of its
 * range that is accepted, an error without the file, the line and what to write instead. No default
 * may depend on the machine.
 */
@NullMarked
package org.xorcast.sim.scenario;

import org.jspecify.annotations.NullMarked;
