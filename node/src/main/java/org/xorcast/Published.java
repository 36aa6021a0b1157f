package org.xorcast;

import org.xorcast.core.id.MessageId;

/**
 * A message that is on its way.
 *
 * @param id its name everywhere in the network
 * @param sequence 1 for the first message since the node started
 */
public record Published(MessageId id, long sequence) {}
