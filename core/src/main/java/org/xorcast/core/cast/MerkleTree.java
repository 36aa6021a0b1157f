package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.wire.Sha256;

/**
 * A Merkle tree over chunks with the hashing of RFC 6962: leaves are {@code SHA-256(0x00, chunk)},
 * inner nodes {@code SHA-256(0x01, left, right)}, and an odd node moves up unchanged.
 */
public final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] INNER = {1};

  /** Bottom-up; the last level is the root alone. */
  private final List<List<byte[]>> levels = new ArrayList<>();

  public MerkleTree(List<Bytes> chunks) {
    List<byte[]> level = new ArrayList<>(chunks.size());
    for (Bytes chunk : chunks) {
      level.add(Sha256.of(LEAF, chunk.unwrap()));
    }
    levels.add(level);
    while (level.size() > 1) {
      List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
      for (int i = 0; i < level.size(); i += 2) {
        boolean paired = i + 1 < level.size();
        above.add(paired ? Sha256.of(INNER, level.get(i), level.get(i + 1)) : level.get(i));
      }
      levels.add(above);
      level = above;
    }
  }

  /** The root over a single chunk. */
  static Bytes rootOfOne(byte[] chunk) {
    return Bytes.wrap(Sha256.of(LEAF, chunk));
  }

  public Bytes root() {
    return Bytes.wrap(levels.getLast().getFirst());
  }

  /** The siblings on the way from chunk {@code index} to the root, bottom-up. */
  public List<Bytes> proof(int index) {
    List<Bytes> siblings = new ArrayList<>(levels.size());
    int at = index;
    for (List<byte[]> level : levels.subList(0, levels.size() - 1)) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        siblings.add(Bytes.wrap(level.get(sibling)));
      }
      at >>= 1;
    }
    return siblings;
  }

  /** Whether {@code chunk} is number {@code index} of {@code count} chunks under {@code root}. */
  static boolean verify(Bytes root, int index, int count, byte[] chunk, List<Bytes> proof) {
    byte[] hash = Sha256.of(LEAF, chunk);
    int at = index;
    int width = count;
    int used = 0;
    while (width > 1) {
      if ((at ^ 1) < width) {
        if (used == proof.size()) {
          return false;
        }
        byte[] sibling = proof.get(used++).unwrap();
        hash = (at & 1) == 0 ? Sha256.of(INNER, hash, sibling) : Sha256.of(INNER, sibling, hash);
      }
      at >>= 1;
      width = (width + 1) / 2;
    }
    return used == proof.size() && Arrays.equals(hash, root.unwrap());
  }
}
