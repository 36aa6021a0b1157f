package org.xorcast.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/**
 * A complete message whose signature and payload hash were checked, or several that were signed
 * together: see {@link #messages}.
 *
 * @param topic where it was published, null for the whole network
 * @param session when the publisher started, milliseconds since 1970: sequences count within it
 * @param sequence 1 for the first message of a session; of several the last one's
 * @param createdMillis the publisher's clock when it published, milliseconds since 1970
 * @param name a file's name as the publisher gave it, unchecked, null for a plain message
 * @param key of what it is the newest value from this publisher, null if it is no value
 * @param payload all bytes, as the chunks they arrived in
 * @param hop links between the publisher and here, 0 at the publisher itself, {@link
 *     Kept#HOP_UNKNOWN} if it came out of a history
 * @param signed the record as its publisher signed it, for who keeps the message; empty for one
 *     message out of several, since those are kept together
 */
public record Delivery(
    MessageId id,
    @Nullable TopicId topic,
    PeerId publisher,
    long session,
    long sequence,
    long createdMillis,
    @Nullable String name,
    @Nullable String key,
    List<Bytes> payload,
    int sizeBytes,
    int hop,
    Bytes signed) {
  private static final Bytes NO_RECORD = Bytes.wrap(new byte[0]);

  /** The same message, known to be of {@code topic}. */
  public Delivery in(TopicId itsTopic) {
    return new Delivery(
        id,
        itsTopic,
        publisher,
        session,
        sequence,
        createdMillis,
        name,
        key,
        payload,
        sizeBytes,
        hop,
        signed);
  }

  /** How many messages it is. */
  public int count() {
    return isBatch() ? Batch.measure(payload.getFirst().unwrap()).count() : 1;
  }

  private boolean isBatch() {
    return Batch.isMarked(signed.unwrap());
  }

  /** The sequence of the first of {@link #messages}. */
  public long firstSequence() {
    return sequence - count() + 1;
  }

  /** What an application gets, in order: itself, or each of the messages signed together. */
  public List<Delivery> messages() {
    if (!isBatch()) {
      return List.of(this);
    }
    List<Bytes> parts = Batch.unpack(payload.getFirst().unwrap());
    List<Delivery> messages = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Bytes part = parts.get(i);
      messages.add(
          new Delivery(
              Batch.idOf(id, i),
              topic,
              publisher,
              session,
              sequence - parts.size() + 1 + i,
              createdMillis,
              null,
              null,
              List.of(part),
              part.length(),
              hop,
              NO_RECORD));
    }
    return messages;
  }

  /** The payload in one new array. */
  public byte[] toByteArray() {
    byte[] whole = new byte[sizeBytes];
    int at = 0;
    for (Bytes chunk : payload) {
      System.arraycopy(chunk.unwrap(), 0, whole, at, chunk.length());
      at += chunk.length();
    }
    return whole;
  }
}
