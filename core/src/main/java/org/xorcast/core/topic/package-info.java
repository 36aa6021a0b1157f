/**
 * Topics: groups within the network, each of which costs those outside of it nothing.
 *
 * <p>What the network has, a table of neighbours and a broadcast over it, a topic has again: a
 * {@link org.xorcast.core.topic.Member}.
 */
@NullMarked
package org.xorcast.core.topic;

import org.jspecify.annotations.NullMarked;
