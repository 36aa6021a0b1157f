package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

/** One message in memory: its chunks as far as they are here, and who else has it. */
final class StoredMessage {
  /** A node has no more neighbours than this. */
  private static final int HOLDERS_MAX = 400;

  /** A liar could ask for any region in order to have everybody in it pushed to again. */
  private static final int HANDED_OVER_MAX = 16;

  private final MessageId id;
  private final MessageRecord record;
  private final @Nullable Bytes[] chunks;
  private final List<List<Bytes>> proofs;
  private final BitSet present = new BitSet();
  private final short[] covered;
  private final short[] hops;
  private final Set<PeerId> holders = new LinkedHashSet<>(4);
  private final Map<Integer, List<PeerId>> acknowledged = new LinkedHashMap<>(4);
  private final List<Group> stranded = new ArrayList<>(0);
  private final long firstNanos;

  private long arrivedNanos;
  private long paceNanos;
  private @Nullable ChunkPulls pulls;
  private boolean repaired;
  private int handedOver;
  private int looksInVain;
  private long lookNanos;
  private int owedHeight;
  private boolean healing;
  private boolean superseded;

  StoredMessage(MessageId id, MessageRecord record, long nowNanos) {
    this.id = id;
    this.record = record;
    int count = record.chunkCount();
    this.chunks = new Bytes[count];
    this.proofs = new ArrayList<>(Collections.nCopies(count, List.of()));
    this.covered = new short[count];
    this.hops = new short[count];
    this.firstNanos = nowNanos;
    this.arrivedNanos = nowNanos;
    this.paceNanos = nowNanos;
  }

  /** A message published here: all of it is present. */
  static StoredMessage complete(
      MessageId id, MessageRecord record, List<Bytes> chunks, MerkleTree tree, long nowNanos) {
    StoredMessage message = new StoredMessage(id, record, nowNanos);
    for (int i = 0; i < chunks.size(); i++) {
      message.add(i, chunks.get(i), tree.proof(i), 0, nowNanos);
      message.cover(i, Delegation.HEIGHT_MAX);
    }
    return message;
  }

  MessageId id() {
    return id;
  }

  MessageRecord record() {
    return record;
  }

  boolean has(int chunk) {
    return present.get(chunk);
  }

  /** Whether {@code chunk}, if it is one of this message's, is not here yet. */
  boolean lacks(int chunk) {
    return chunk >= 0 && chunk < chunks.length && !present.get(chunk);
  }

  boolean isComplete() {
    return present.cardinality() == chunks.length;
  }

  boolean isSingleChunk() {
    return chunks.length == 1;
  }

  void add(int index, Bytes chunk, List<Bytes> proof, int viaHop, long nowNanos) {
    chunks[index] = chunk;
    proofs.set(index, proof);
    present.set(index);
    hops[index] = (short) viaHop;
    paceNanos = arrivedNanos;
    arrivedNanos = nowNanos;
    looksInVain = 0;
  }

  /** A chunk that is present. */
  Bytes chunk(int index) {
    Bytes chunk = chunks[index];
    if (chunk == null) {
      throw new IllegalStateException("chunk " + index + " of " + id + " is not here");
    }
    return chunk;
  }

  List<Bytes> proof(int index) {
    return proofs.get(index);
  }

  /** The payload of a complete message. */
  List<Bytes> payload() {
    List<Bytes> payload = new ArrayList<>(chunks.length);
    for (int i = 0; i < chunks.length; i++) {
      payload.add(chunk(i));
    }
    return payload;
  }

  BitSet missing() {
    BitSet missing = new BitSet();
    missing.set(0, chunks.length);
    missing.andNot(present);
    return missing;
  }

  int chunkCount() {
    return chunks.length;
  }

  /** The height up to which this node already is responsible for a chunk, or for all of them. */
  int covered(int chunk) {
    if (chunk != CastMessage.WHOLE) {
      return covered[chunk];
    }
    int lowest = Delegation.HEIGHT_MAX;
    for (short height : covered) {
      lowest = Math.min(lowest, height);
    }
    return lowest;
  }

  void cover(int chunk, int height) {
    if (chunk != CastMessage.WHOLE) {
      covered[chunk] = (short) Math.max(covered[chunk], height);
    } else {
      for (int i = 0; i < covered.length; i++) {
        covered[i] = (short) Math.max(covered[i], height);
      }
    }
  }

  void addHolder(PeerId peer) {
    if (holders.size() < HOLDERS_MAX) {
      holders.add(peer);
    }
  }

  boolean isHeldBy(PeerId peer) {
    return holders.contains(peer);
  }

  /** Peers known to have at least a part of the message. */
  Set<PeerId> holders() {
    return holders;
  }

  /** A delegate of this bucket answered; it can take over a sibling group whose peers are dead. */
  void acknowledged(int bucket, PeerId peer) {
    acknowledged.computeIfAbsent(bucket, b -> new ArrayList<>(4)).add(peer);
  }

  List<PeerId> acknowledgedIn(int bucket) {
    return acknowledged.getOrDefault(bucket, List.of());
  }

  /** Nobody in the group answered, and no sibling's delegate either, so far. */
  void strand(Group group) {
    stranded.add(group);
  }

  /** Removes and returns the stranded groups of this bucket. */
  List<Group> takeStranded(int bucket) {
    if (stranded.isEmpty()) {
      return List.of();
    }
    List<Group> taken = new ArrayList<>();
    for (Group group : stranded) {
      if (group.bucket == bucket) {
        taken.add(group);
      }
    }
    stranded.removeAll(taken);
    return taken;
  }

  long firstNanos() {
    return firstNanos;
  }

  /**
   * When the chunk before the last one came: two in a second are needed for a message to be on its
   * way, so that nobody holds it up by sending a chunk now and then.
   */
  long paceNanos() {
    return paceNanos;
  }

  /** When the last chunk came. */
  long arrivedNanos() {
    return arrivedNanos;
  }

  /** Links between the publisher and here that a chunk came over. */
  int hop(int chunk) {
    return hops[chunk];
  }

  /** The longest way that one of the chunks came. */
  int hop() {
    int most = 0;
    for (short hop : hops) {
      most = Math.max(most, hop);
    }
    return most;
  }

  /** Some of it was pulled: the tree did not bring it. */
  boolean isRepaired() {
    return repaired;
  }

  void markRepaired() {
    repaired = true;
  }

  /** Remembers what a pull promised to do once the message has come. */
  void owe(int height, boolean heal) {
    owedHeight = Math.max(owedHeight, height);
    healing |= heal;
  }

  /** The height that this node took over by pulling the message. */
  int owedHeight() {
    return owedHeight;
  }

  /** Whether neighbours are to be asked if they missed the message too. */
  boolean isHealing() {
    return healing;
  }

  /** A newer value of its key is here: it goes nowhere any more. */
  void supersede() {
    superseded = true;
  }

  boolean isSuperseded() {
    return superseded;
  }

  /** Forgets whom it was about; what is kept for long is kept small. */
  void settle() {
    holders.clear();
    acknowledged.clear();
    stranded.clear();
  }

  /** Counts regions that others asked this node to see to; false if that were too many. */
  boolean takeOver() {
    return handedOver++ < HANDED_OVER_MAX;
  }

  /** When missing chunks are to be looked after again. */
  long lookNanos() {
    return lookNanos;
  }

  /** They are looked after now, and ever less often as long as none comes. */
  void looked(long nowNanos, long everyNanos) {
    looksInVain++;
    lookNanos = nowNanos + everyNanos * looksInVain;
  }

  /** They are to be looked after soon. */
  void lookBy(long nanos) {
    lookNanos = Math.min(lookNanos, nanos);
  }

  /** Missing chunks that were asked for; null as long as the tree brings them. */
  @Nullable ChunkPulls pulls() {
    return pulls;
  }

  /** The tree does not bring the rest: from now on it is asked for. */
  ChunkPulls startPulls() {
    if (pulls == null) {
      pulls = new ChunkPulls(chunks.length);
    }
    return pulls;
  }

  @Override
  public String toString() {
    return id + " " + present.cardinality() + "/" + chunks.length;
  }
}
