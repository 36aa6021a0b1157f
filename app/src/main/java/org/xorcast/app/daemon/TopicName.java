package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A topic as people name it.
 *
 * @param owner a peer id in hexadecimal, null for an open topic
 */
public record TopicName(String name, @Nullable String owner) {
  void putInto(ObjectNode request) {
    request.put("topic", name);
    if (owner != null) {
      request.put("owner", owner);
    }
  }
}
