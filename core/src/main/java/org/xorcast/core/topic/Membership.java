package org.xorcast.core.topic;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.TopicId;

/**
 * One of the groups that share this node's links.
 *
 * @param topic null for the network itself
 * @param tag first 8 bytes of the group's id
 */
record Membership(@Nullable TopicId topic, long tag, Member member) {
  boolean isNetwork() {
    return topic == null;
  }
}
