package org.xorcast.sim.baseline;

import java.util.List;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

/**
 * What a baseline spreads.
 *
 * @param session when the publisher started, milliseconds since 1970
 * @param sequence 1 for its first message
 * @param createdMillis when it was published, milliseconds since 1970
 */
record Message(
    MessageId id,
    PeerId publisher,
    long session,
    long sequence,
    long createdMillis,
    Bytes payload) {

  /** As it is handed to the application of a node {@code hop} links away from the publisher. */
  Delivery delivery(int hop) {
    return new Delivery(
        id,
        null,
        publisher,
        session,
        sequence,
        createdMillis,
        null,
        null,
        List.of(payload),
        payload.length(),
        hop,
        Bytes.wrap(new byte[0]));
  }
}
