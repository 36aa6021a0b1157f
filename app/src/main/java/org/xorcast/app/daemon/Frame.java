package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;

/**
 * One header and the bytes that follow it.
 *
 * @param payload empty when the header has no {@code bytes}
 */
record Frame(ObjectNode header, Bytes payload) {
  static final Bytes NO_PAYLOAD = Bytes.wrap(new byte[0]);

  /** The text under {@code key}, empty if there is none. */
  String text(String key) {
    return header.path(key).asText("");
  }

  /** The text under {@code key}, null if there is none. */
  @Nullable String textOrNull(String key) {
    return header.path(key).isTextual() ? header.path(key).asText() : null;
  }
}
