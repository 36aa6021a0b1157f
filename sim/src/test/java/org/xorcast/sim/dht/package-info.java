/** A simulated DHT: what it is to find, and withstand. */
@NullMarked
package org.xorcast.sim.dht;

import org.jspecify.annotations.NullMarked;
