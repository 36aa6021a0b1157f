package org.xorcast;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;
import org.xorcast.store.SavedFile;

/**
 * A message that arrived whole, with its signature and the hash of its payload checked.
 *
 * <p>Immutable and thread-safe. Subscriptions of one node share its payload.
 */
public final class Message {
  private final Delivery delivery;
  private final Instant receivedAt;

  Message(Delivery delivery, Instant receivedAt) {
    this.delivery = delivery;
    this.receivedAt = receivedAt;
  }

  /** Messages that are here already. */
  static List<Message> now(List<Delivery> deliveries) {
    Instant now = Instant.now();
    return deliveries.stream().map(delivery -> new Message(delivery, now)).toList();
  }

  /** The message's name, the same at every node. */
  public MessageId id() {
    return delivery.id();
  }

  /** Who published it. */
  public PeerId from() {
    return delivery.publisher();
  }

  /** The topic in which it was published, empty if in the whole network. */
  public Optional<TopicId> topic() {
    return Optional.ofNullable(delivery.topic());
  }

  /** Counts the publisher's messages within one {@link #session}, from 1. */
  public long sequence() {
    return delivery.sequence();
  }

  /** When the publisher's node started, milliseconds since 1970 by its clock. */
  public long session() {
    return delivery.session();
  }

  /** When it was published, by the publisher's clock. */
  public Instant createdAt() {
    return Instant.ofEpochMilli(delivery.createdMillis());
  }

  /** When it was complete here, by this machine's clock. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** The name its publisher gave it, as sent: not fit to be used as a path. */
  public Optional<String> name() {
    return Optional.ofNullable(delivery.name());
  }

  /**
   * Of what the payload is the newest value from this publisher, see {@link Group#put(String,
   * byte[])}; empty for a message that replaces none.
   */
  public Optional<String> key() {
    return Optional.ofNullable(delivery.key());
  }

  /** Length of the payload in bytes, 1 to {@link Broadcast#PAYLOAD_MAX_BYTES}. */
  public int sizeBytes() {
    return delivery.sizeBytes();
  }

  /** Links between the publisher and here, 0 for a message of this node. */
  public int hop() {
    return delivery.hop();
  }

  /** The payload, in a new array. */
  public byte[] bytes() {
    return delivery.toByteArray();
  }

  /** The payload as UTF-8, malformed parts replaced. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** SHA-256 of the payload, 64 lower-case hexadecimal digits. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Bytes chunk : delivery.payload()) {
        digest.update(chunk.unwrap());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Writes the payload to a new file in {@code dir}, which is created if need be.
   *
   * <p>The file is named after {@link #name}, made harmless: it never leaves {@code dir}, and a
   * file that exists is never overwritten, {@code "name (2).txt"} is taken instead. Without a
   * usable name the id is the name. The file appears whole or not at all; what was written is read
   * back, compared by SHA-256 and forced to the disk first.
   *
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path saveTo(Path dir) {
    return SavedFile.save(dir, delivery.name(), id().toString(), delivery.payload(), sha256());
  }

  /** Names the message; says nothing of its payload. */
  @Override
  public String toString() {
    return "message " + id() + " of " + from().abbreviated() + ", " + sizeBytes() + " bytes";
  }
}
