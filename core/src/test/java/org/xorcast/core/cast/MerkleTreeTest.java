package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;

class MerkleTreeTest {
  private static List<Bytes> chunks(int count) {
    List<Bytes> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(Bytes.wrap(new byte[] {(byte) i}));
    }
    return chunks;
  }

  /** The first leaves of RFC 6962's reference tests: an empty leaf, and the leaf 00. */
  @Test
  void hashesLikeRfc6962() {
    Bytes empty = new MerkleTree(List.of(Bytes.wrap(new byte[0]))).root();
    assertThat(HexFormat.of().formatHex(empty.unwrap()))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    Bytes two = new MerkleTree(List.of(Bytes.wrap(new byte[0]), Bytes.wrap(new byte[] {0}))).root();
    assertThat(HexFormat.of().formatHex(two.unwrap()))
        .isEqualTo("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  }

  @Test
  void everyProofVerifiesAndOnlyInItsPlace() {
    for (int count = 1; count <= 33; count++) {
      List<Bytes> chunks = chunks(count);
      MerkleTree tree = new MerkleTree(chunks);
      for (int i = 0; i < count; i++) {
        for (int place = 0; place < count; place++) {
          assertThat(
                  MerkleTree.verify(
                      tree.root(), place, count, chunks.get(i).unwrap(), tree.proof(i)))
              .as("%s of %s at %s", i, count, place)
              .isEqualTo(i == place);
        }
      }
    }
  }

  @Test
  void aChangedByteOrProofFails() {
    List<Bytes> chunks = chunks(7);
    MerkleTree tree = new MerkleTree(chunks);
    List<Bytes> proof = tree.proof(2);
    assertThat(MerkleTree.verify(tree.root(), 2, 7, new byte[] {3}, proof)).isFalse();
    assertThat(MerkleTree.verify(tree.root(), 2, 7, new byte[] {2}, proof.subList(0, 2))).isFalse();
    List<Bytes> longer = new ArrayList<>(proof);
    longer.add(Bytes.wrap(new byte[32]));
    assertThat(MerkleTree.verify(tree.root(), 2, 7, new byte[] {2}, longer)).isFalse();
  }
}
