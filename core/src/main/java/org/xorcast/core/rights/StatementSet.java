package org.xorcast.core.rights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;

/**
 * The newest statement about each peer, of those that everybody is to know.
 *
 * <p>At most {@value #STATEMENTS_MAX}. When there are more, the one with the lowest serial goes,
 * and from then on no grant below the lowest that is left counts: so an old revocation can be
 * forgotten without reviving what it revoked, and owners have one row of serials for a whole group.
 * What is kept follows from the set of all statements and not from their order.
 */
final class StatementSet {
  static final int STATEMENTS_MAX = 16_384;

  private static final Comparator<Statement> OLDEST_FIRST =
      Comparator.comparingLong(Statement::serial).thenComparing(Statement::peer);

  /** How many of the newest each hash of a digest is about. */
  private static final List<Integer> LEVELS = List.of(16, 256, STATEMENTS_MAX);

  private final Map<PeerId, Statement> byPeer = new LinkedHashMap<>(0);
  private final TreeSet<Statement> bySerial = new TreeSet<>(OLDEST_FIRST);
  private @Nullable List<Long> digest;

  @Nullable Statement get(PeerId peer) {
    return byPeer.get(peer);
  }

  /** All of them, oldest first; a copy. */
  List<Statement> all() {
    return List.copyOf(bySerial);
  }

  boolean isEmpty() {
    return byPeer.isEmpty();
  }

  /** Whether a statement of this serial is older than anything that counts. */
  boolean isTooOld(long serial) {
    return byPeer.size() >= STATEMENTS_MAX && serial < bySerial.first().serial();
  }

  /** Takes in a statement that supersedes what is here about its peer. */
  void put(Statement statement) {
    Statement older = byPeer.put(statement.peer(), statement);
    if (older != null) {
      bySerial.remove(older);
    }
    bySerial.add(statement);
    if (byPeer.size() > STATEMENTS_MAX) {
      Statement oldest = bySerial.removeFirst();
      byPeer.remove(oldest.peer());
    }
    digest = null;
  }

  /** A hash over the newest 16, the newest 256 and all. */
  List<Long> digest() {
    List<Long> known = digest;
    if (known == null) {
      known = LEVELS.stream().map(this::hash).toList();
      digest = known;
    }
    return known;
  }

  private long hash(int count) {
    long hash = 0;
    for (Statement statement : newest(count)) {
      long mixed = statement.peer().nodeId().prefix() * 0x9e3779b97f4a7c15L + statement.serial();
      mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L + statement.signed().hashCode();
      hash += (mixed ^ mixed >>> 32) * 0x94d049bb133111ebL;
    }
    return hash;
  }

  /** What somebody with this digest may lack: as few of the newest as the first difference says. */
  List<Statement> lackedBy(List<Long> theirs) {
    List<Long> own = digest();
    for (int level = 0; level < LEVELS.size(); level++) {
      if (!own.get(level).equals(theirs.get(level))) {
        return newest(LEVELS.get(level));
      }
    }
    return List.of();
  }

  private List<Statement> newest(int count) {
    List<Statement> newest = new ArrayList<>(Math.min(count, bySerial.size()));
    for (Statement statement : bySerial.descendingSet()) {
      if (newest.size() == count) {
        break;
      }
      newest.add(statement);
    }
    return newest;
  }
}
