package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.krpc.SampleMessages.bytes;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/** The vectors of BEP 44 and BEP 46, with real signatures. */
class ItemVectorsTest {
  private static final PeerId KEY =
      PeerId.parse("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548");
  private static final Bytes VALUE = bytes("12:Hello World!");
  private static final Bytes SIGNATURE =
      hex(
          "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
              + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01");
  private static final Bytes SALTED_SIGNATURE =
      hex(
          "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
              + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08");

  private static Bytes hex(String digits) {
    return Bytes.wrap(HexFormat.of().parseHex(digits));
  }

  private static boolean verify(PeerId signer, byte[] message, byte[] signature) {
    try {
      byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
      byte[] spki = Arrays.copyOf(prefix, prefix.length + PeerId.SIZE_BYTES);
      System.arraycopy(signer.toByteArray(), 0, spki, prefix.length, PeerId.SIZE_BYTES);
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void immutable() {
    assertThat(ImmutableItem.target(VALUE)).hasToString("e5f96f6f38320f0f33959cb4d3d656452117aadb");
  }

  @Test
  void mutable() {
    MutableItem item = new MutableItem(KEY, bytes(""), 1, VALUE, SIGNATURE);
    assertThat(item.target()).hasToString("4a533d47ec9c7d95b1ad75f576cffc641853b750");
    assertThat(item.verify(ItemVectorsTest::verify)).isTrue();
    MutableItem other = new MutableItem(KEY, bytes(""), 2, VALUE, SIGNATURE);
    assertThat(other.verify(ItemVectorsTest::verify)).isFalse();
  }

  @Test
  void mutableWithSalt() {
    MutableItem item = new MutableItem(KEY, bytes("foobar"), 1, VALUE, SALTED_SIGNATURE);
    assertThat(item.target()).hasToString("411eba73b6f087ca51a3795d9c8c938d365e32c1");
    assertThat(item.verify(ItemVectorsTest::verify)).isTrue();
    MutableItem other = new MutableItem(KEY, bytes("foobaz"), 1, VALUE, SALTED_SIGNATURE);
    assertThat(other.verify(ItemVectorsTest::verify)).isFalse();
  }

  @Test
  void torrentPointer() {
    PeerId key = PeerId.parse("8543d3e6115f0f98c944077a4493dcd543e49c739fd998550a1f614ab36ed63e");
    assertThat(MutableItem.target(key, bytes("")))
        .hasToString("cc3f9d90b572172053626f9980ce261a850d050b");
    assertThat(MutableItem.target(key, hex("6e")))
        .hasToString("59ee7c2cb9b4f7eb1986ee2d18fd2fdb8a56554f");
    NodeId torrent = SampleMessages.OTHER;
    assertThat(TorrentPointer.value(torrent)).isEqualTo(bytes("d2:ih20:mnopqrstuvwxyz123456e"));
    assertThat(TorrentPointer.infoHash(TorrentPointer.value(torrent))).isEqualTo(torrent);
    assertThat(TorrentPointer.infoHash(VALUE)).isNull();
    assertThat(TorrentPointer.infoHash(bytes("no bencode"))).isNull();
  }

  @Test
  void whatIsSignedVerifies() {
    Identity author = TestKeys.identity(3);
    MutableItem item = MutableItem.sign(author, bytes("salt"), 7, VALUE);
    assertThat(item.verify(TestKeys.verifier())).isTrue();
    NodeId infoHash = SampleMessages.OTHER;
    SignedPeer peer = SignedPeer.sign(author, infoHash, 1_000_000);
    assertThat(peer.verify(infoHash, TestKeys.verifier())).isTrue();
    assertThat(peer.verify(SampleMessages.ID, TestKeys.verifier())).isFalse();
  }
}
