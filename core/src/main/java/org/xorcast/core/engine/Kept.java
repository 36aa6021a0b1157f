package org.xorcast.core.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/**
 * A message as a history keeps it, or several that were signed together: all that another node
 * needs to check it and to take it.
 *
 * @param session when the publisher started, milliseconds since 1970: sequences count within it
 * @param sequence 1 for the first message of a session; of several the last one's
 * @param createdMillis the publisher's clock when it published, milliseconds since 1970
 * @param name a file's name, null for a plain message
 * @param key what it is the newest value of, in UTF-8; null if it is no value
 * @param hop links between the publisher and here, {@link #HOP_UNKNOWN} if it came out of another
 *     node's history
 * @param signed the record as its publisher signed it
 * @param payload all bytes
 */
public record Kept(
    MessageId id,
    PeerId publisher,
    long session,
    long sequence,
    long createdMillis,
    @Nullable String name,
    @Nullable Bytes key,
    int hop,
    Bytes signed,
    Bytes payload) {
  public static final int HOP_UNKNOWN = -1;

  public static Kept of(Delivery delivery) {
    return new Kept(
        delivery.id(),
        delivery.publisher(),
        delivery.session(),
        delivery.sequence(),
        delivery.createdMillis(),
        delivery.name(),
        delivery.key() == null ? null : Bytes.wrap(delivery.key().getBytes(StandardCharsets.UTF_8)),
        delivery.hop(),
        delivery.signed(),
        delivery.payload().size() == 1
            ? delivery.payload().getFirst()
            : Bytes.wrap(delivery.toByteArray()));
  }

  /** The message as an application gets it. */
  public Delivery delivery(@Nullable TopicId topic) {
    return new Delivery(
        id,
        topic,
        publisher,
        session,
        sequence,
        createdMillis,
        name,
        key == null ? null : new String(key.unwrap(), StandardCharsets.UTF_8),
        List.of(payload),
        payload.length(),
        hop,
        signed);
  }

  /** How many messages it is: more than one if they were signed together. */
  public int count() {
    return Batch.isMarked(signed.unwrap()) ? Batch.measure(payload.unwrap()).count() : 1;
  }

  /** What it counts against a bound in bytes: payload, record and key. */
  public int sizeBytes() {
    return payload.length() + signed.length() + (key == null ? 0 : key.length());
  }
}
