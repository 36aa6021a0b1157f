package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;

/**
 * What this node publishes in one group: cuts, numbers and signs it. It outlives a membership, so
 * that no sequence is ever used twice.
 */
public final class Author {
  private final Identity identity;
  private final Bytes group;
  private final CastConfig config;
  private final long epochMillisAtZero;
  private long session = -1;
  private boolean begun;
  private long lastSequence;

  /**
   * @param group 32 bytes that are signed with every record: the network's id, or the topic's
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   */
  public Author(Identity identity, Bytes group, CastConfig config, long epochMillisAtZero) {
    this.identity = identity;
    this.group = group;
    this.config = config;
    this.epochMillisAtZero = epochMillisAtZero;
  }

  public PeerId self() {
    return identity.peerId();
  }

  public Bytes group() {
    return group;
  }

  /** The next message, complete. */
  StoredMessage write(
      @Nullable String name, Bytes payload, @Nullable ReceiptRequest receipt, long nowNanos) {
    long wallMillis = epochMillisAtZero + nowNanos / 1_000_000;
    if (!begun) {
      session = Math.max(wallMillis, session + 1);
      begun = true;
    }
    List<Bytes> chunks = cut(payload);
    MerkleTree tree = new MerkleTree(chunks);
    MessageRecord record =
        MessageRecord.sign(
            identity,
            group,
            session,
            ++lastSequence,
            Math.max(wallMillis, session),
            config.ttlSeconds(),
            receipt,
            payload.length(),
            Integer.numberOfTrailingZeros(config.chunkBytes()),
            tree.root(),
            name);
    return StoredMessage.complete(record.id(group), record, chunks, tree, nowNanos);
  }

  /** The next message is the first of another session. */
  void renumber() {
    begun = false;
    lastSequence = 0;
  }

  private List<Bytes> cut(Bytes payload) {
    byte[] all = payload.unwrap();
    List<Bytes> chunks = new ArrayList<>();
    for (int from = 0; from < all.length; from += config.chunkBytes()) {
      int to = Math.min(all.length, from + config.chunkBytes());
      chunks.add(Bytes.wrap(Arrays.copyOfRange(all, from, to)));
    }
    return chunks;
  }
}
