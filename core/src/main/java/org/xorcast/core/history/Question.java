package org.xorcast.core.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.MerkleTree;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.overlay.Neighbour;

/** One page that was asked for, and the message of it that is arriving. */
final class Question {
  final Line line;
  final Neighbour asked;
  final long from;
  final long to;
  long progressNanos;
  int messages;
  private long lastSequence;
  private long bytes;
  private @Nullable MessageRecord record;
  private final List<Bytes> chunks = new ArrayList<>(1);

  Question(Line line, Neighbour asked, long from, long to, long nowNanos) {
    this.line = line;
    this.asked = asked;
    this.from = from;
    this.to = to;
    this.progressNanos = nowNanos;
  }

  boolean covers(MessageRecord other) {
    return other.session() == line.key.session()
        && other.publisher().equals(line.key.publisher())
        && other.sequence() >= from
        && other.sequence() <= to;
  }

  /** Adds a chunk; false if it is not the one that was due. */
  boolean add(HistoryMessage.Past past) {
    if (past.chunk() == 0) {
      chunks.clear();
      record = past.record();
    }
    if (record == null
        || !record.signed().equals(past.record().signed())
        || past.chunk() != chunks.size()
        || past.body().length() != record.chunkLength(past.chunk())) {
      return false;
    }
    chunks.add(past.body());
    return true;
  }

  boolean isMessageComplete() {
    return record != null && chunks.size() == record.chunkCount();
  }

  /** Whether the last message that was asked for has come. */
  boolean isAnswered() {
    return lastSequence >= to;
  }

  /** How many sequences {@code pageBytes} would hold; 0 if nothing has come. */
  long sequencesIn(long pageBytes) {
    return bytes == 0 ? 0 : Math.max(1, (lastSequence - from + 1) * pageBytes / bytes);
  }

  /** The chunks of the complete message, empty if they are not those that were signed. */
  List<Bytes> takeChunks() {
    List<Bytes> taken = List.copyOf(chunks);
    boolean genuine =
        record != null && (taken.size() == 1 || new MerkleTree(taken).root().equals(record.root()));
    chunks.clear();
    messages++;
    if (record != null) {
      lastSequence = record.sequence();
      bytes += record.sizeBytes() + record.signed().length();
    }
    return genuine ? taken : List.of();
  }
}
