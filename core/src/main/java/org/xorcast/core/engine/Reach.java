package org.xorcast.core.engine;

import java.util.List;
import org.xorcast.core.id.PeerId;

/**
 * How far a message has come, as its receipts tell.
 *
 * @param nodes how many have the whole message, the publisher included
 * @param over whether nothing more will be told: all have answered, or the deadline has passed
 * @param complete whether everybody who was made responsible for a part of the network has answered
 *     for all of it; false at the end if the deadline came first
 * @param ids of these nodes, if they were asked for and there are no more than {@value
 *     ReceiptRequest#IDS_MAX}; as the nodes say, no signature proves them
 */
public record Reach(int nodes, boolean over, boolean complete, List<PeerId> ids) {}
