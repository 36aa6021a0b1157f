package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Batch;
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

  /** The highest session number used: messages and values count in sessions of their own. */
  private long lastSession = -1;

  private Run messages = new Run();
  private Run values = new Run();

  /** A session, once it has begun. */
  private static final class Run {
    long session = -1;
    long lastSequence;
  }

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

  /**
   * The next message, complete.
   *
   * @param key of what it is the newest value, null for a message
   */
  StoredMessage write(
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt,
      long nowNanos) {
    Run run = key == null ? messages : values;
    reserve(run, nowNanos);
    return write(run, name, key, payload, receipt, nowNanos);
  }

  private StoredMessage write(
      Run run,
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt,
      long nowNanos) {
    List<Bytes> chunks = cut(payload);
    MerkleTree tree = new MerkleTree(chunks);
    MessageRecord record =
        MessageRecord.sign(
            identity,
            group,
            run.session,
            run.lastSequence,
            createdMillis(run, nowNanos),
            config.ttlSeconds(),
            receipt,
            payload.length(),
            Integer.numberOfTrailingZeros(config.chunkBytes()),
            tree.root(),
            name,
            key);
    return StoredMessage.complete(record.id(group), record, chunks, tree, nowNanos);
  }

  /** Gives the next sequence to a message that is written later, before any other one. */
  long reserve(long nowNanos) {
    return reserve(messages, nowNanos);
  }

  private long reserve(Run run, long nowNanos) {
    if (run.session < 0) {
      lastSession = Math.max(epochMillisAtZero + nowNanos / 1_000_000, lastSession + 1);
      run.session = lastSession;
    }
    return ++run.lastSequence;
  }

  /** The messages that the last sequences were reserved for, under one signature. */
  StoredMessage writeReserved(List<Bytes> payloads, long nowNanos) {
    if (payloads.size() == 1) {
      return write(messages, null, null, payloads.getFirst(), null, nowNanos);
    }
    Bytes payload = Batch.pack(payloads);
    List<Bytes> chunks = List.of(payload);
    MessageRecord record =
        MessageRecord.signBatch(
            identity,
            group,
            messages.session,
            messages.lastSequence,
            createdMillis(messages, nowNanos),
            config.ttlSeconds(),
            payload);
    MerkleTree tree = new MerkleTree(chunks);
    return StoredMessage.complete(record.id(group), record, chunks, tree, nowNanos);
  }

  private long createdMillis(Run run, long nowNanos) {
    return Math.max(epochMillisAtZero + nowNanos / 1_000_000, run.session);
  }

  /** What is written from now on begins other sessions. */
  void renumber() {
    messages = new Run();
    values = new Run();
  }

  /**
   * A value of an earlier run has turned up: what is written from now on is newer, even if the
   * clock has been set back.
   */
  void goBeyond(long session) {
    if (session > lastSession) {
      lastSession = session;
      values = new Run();
    }
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
