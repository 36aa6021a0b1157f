/**
 * Topics: groups within the network, each of which costs those outside of it nothing.
 *
 * <p>What the network has, a table of neighbours and a broadcast over it, a topic has again, under
 * an id of its own: a {@link org.xorcast.core.topic.Member}. Groups share links, between which
 * {@link org.xorcast.core.topic.SharedLinks} arbitrates; a topic's frames travel wrapped, the
 * network's bare, so that a node without topics is what it would be if there were none.
 *
 * <p>Subscribers find each other in the network itself: they announce themselves to the nodes
 * closest to a hash of the topic's id and ask there for others, again and again, so that what fell
 * apart meets. It is the tracker of BitTorrent's DHT (BEP 5), with the topics of Scribe (Castro et
 * al., 2002) in mind: its trees too are found through a key, but run through nodes that did not
 * subscribe. Who publishes without subscribing hands the message to one who does.
 *
 * <p>What must never happen here: a payload at a node that does not subscribe to its topic; a group
 * that harms another one's link; a record kept that its owner did not announce itself; anything
 * kept for others without bound or end.
 */
@NullMarked
package org.xorcast.core.topic;

import org.jspecify.annotations.NullMarked;
