/** The DHT against the clients that people run, and its commands. */
@NullMarked
package org.xorcast.app.dht;

import org.jspecify.annotations.NullMarked;
