package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.BOB;
import static org.xorcast.core.dht.ServedNode.bytes;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;

/** BEP 44 as it is written; the numbers are its error codes. */
class ServerItemsTest {
  private static final Identity AUTHOR = TestKeys.identity(1);
  private static final Bytes NO_SALT = bytes("");
  private static final Bytes HELLO = bytes("5:hello");

  private final ServedNode node = new ServedNode();

  private static Bytes value(int encodedBytes) {
    int length = encodedBytes - (encodedBytes > 1003 ? 5 : encodedBytes > 102 ? 4 : 3);
    return bytes(length + ":" + "x".repeat(length));
  }

  private static MutableItem item(long seq, Bytes value) {
    return MutableItem.sign(AUTHOR, NO_SALT, seq, value);
  }

  private int put(MutableItem item, @Nullable Long cas) {
    Bytes token = node.token(item.target(), ALICE);
    return node.errorOf(new Query.PutMutable(token, item, cas), ALICE);
  }

  private int put(Bytes value) {
    Bytes token = node.token(ImmutableItem.target(value), ALICE);
    return node.errorOf(new Query.PutImmutable(token, value), ALICE);
  }

  private Answer.@Nullable Item get(NodeId target, @Nullable Long seq) {
    return node.ask(new Query.Get(target, seq, null), BOB).item();
  }

  @Test
  void whatIsPutCanBeGotWithNodesAndToken() {
    assertThat(put(HELLO)).isZero();
    Answer answer = node.ask(new Query.Get(ImmutableItem.target(HELLO), null, null), BOB);
    assertThat(answer.item()).isEqualTo(new Answer.Item(HELLO, null, null, null));
    assertThat(answer.nodes()).hasSize(8);
    assertThat(answer.token()).isNotNull();
    MutableItem salted = MutableItem.sign(AUTHOR, bytes("salt"), 4, HELLO);
    assertThat(put(salted, null)).isZero();
    assertThat(get(salted.target(), null))
        .isEqualTo(new Answer.Item(HELLO, AUTHOR.peerId(), 4L, salted.signature()));
    assertThat(get(MutableItem.target(AUTHOR.peerId(), NO_SALT), null)).isNull();
  }

  @Test
  void sizes() {
    assertThat(value(1000).length()).isEqualTo(1000);
    assertThat(put(value(1000))).isZero();
    assertThat(put(value(1001))).isEqualTo(205);
    assertThat(put(item(1, value(1000)), null)).isZero();
    assertThat(put(item(2, value(1001)), null)).isEqualTo(205);
    assertThat(put(MutableItem.sign(AUTHOR, bytes("s".repeat(64)), 1, HELLO), null)).isZero();
    assertThat(put(MutableItem.sign(AUTHOR, bytes("s".repeat(65)), 1, HELLO), null)).isEqualTo(207);
  }

  @Test
  void largeItemsGoOutAlone() {
    MutableItem large = item(1, value(1000));
    assertThat(put(large, null)).isZero();
    Answer answer = node.ask(new Query.Get(large.target(), null, null), BOB);
    Answer.Item got = Objects.requireNonNull(answer.item());
    assertThat(got.mutable(NO_SALT)).isEqualTo(large);
    assertThat(answer.nodes()).isEmpty();
    assertThat(answer.token()).isNotNull();
    assertThat(node.longestReplyBytes).isBetween(1025, Replies.ITEM_MAX_BYTES);
  }

  @Test
  void tokens() {
    NodeId target = ImmutableItem.target(HELLO);
    Bytes token = node.token(target, ALICE);
    Bytes other = bytes("5:other");
    assertThat(node.errorOf(new Query.PutImmutable(bytes("bad"), HELLO), ALICE)).isEqualTo(203);
    assertThat(node.errorOf(new Query.PutImmutable(token, other), ALICE)).isEqualTo(203);
    assertThat(node.errorOf(new Query.PutImmutable(token, HELLO), BOB)).isEqualTo(203);
    assertThat(node.errorOf(new Query.PutMutable(token, item(1, HELLO), null), ALICE))
        .isEqualTo(203);
    node.pass(Duration.ofMinutes(11));
    assertThat(node.errorOf(new Query.PutImmutable(token, HELLO), ALICE)).isEqualTo(203);
    assertThat(get(target, null)).isNull();
    assertThat(node.signaturesChecked).as("a token is cheaper than a signature").isZero();
  }

  @Test
  void signatures() {
    MutableItem good = item(1, HELLO);
    MutableItem forged = new MutableItem(good.key(), NO_SALT, 2, bytes("4:evil"), good.signature());
    assertThat(put(forged, null)).isEqualTo(206);
    assertThat(put(good, null)).isZero();
    assertThat(put(forged, null)).isEqualTo(206);
    assertThat(get(good.target(), null))
        .isEqualTo(new Answer.Item(HELLO, good.key(), 1L, good.signature()));
  }

  @Test
  void sequences() {
    assertThat(put(item(-1, HELLO), null)).isEqualTo(203);
    assertThat(put(item(0, HELLO), null)).isZero();
    assertThat(put(item(5, HELLO), null)).isZero();
    assertThat(put(item(4, bytes("3:old")), null)).isEqualTo(302);
    assertThat(put(item(5, bytes("5:other")), null)).isEqualTo(302);
    assertThat(put(item(5, HELLO), null)).as("the same again").isZero();
    assertThat(put(item(Long.MAX_VALUE, HELLO), null)).isZero();
    assertThat(node.signaturesChecked).as("only of what is newer").isEqualTo(3);
  }

  @Test
  void compareAndSwap() {
    assertThat(put(item(1, HELLO), 77L)).as("nothing to compare with").isZero();
    assertThat(put(item(2, HELLO), 0L)).isEqualTo(301);
    assertThat(put(item(2, HELLO), 1L)).isZero();
    assertThat(put(item(1, HELLO), 1L)).as("cas before seq").isEqualTo(301);
    assertThat(put(item(1, HELLO), 2L)).isEqualTo(302);
  }

  @Test
  void onlyNewerIsSaidToWhoSaysWhatHeHas() {
    MutableItem item = item(5, HELLO);
    assertThat(put(item, null)).isZero();
    Answer.Item all = new Answer.Item(HELLO, item.key(), 5L, item.signature());
    assertThat(get(item.target(), 4L)).isEqualTo(all);
    assertThat(get(item.target(), 5L)).isEqualTo(new Answer.Item(null, null, 5L, null));
    assertThat(get(item.target(), 6L)).isEqualTo(new Answer.Item(null, null, 5L, null));
  }

  @Test
  void theSameAgainResetsTheTimer() {
    MutableItem item = item(1, HELLO);
    assertThat(put(item, null)).isZero();
    assertThat(put(HELLO)).isZero();
    node.pass(Duration.ofMinutes(119));
    assertThat(get(item.target(), null)).isNotNull();
    assertThat(put(item, null)).isZero();
    assertThat(put(HELLO)).isZero();
    node.pass(Duration.ofMinutes(119));
    assertThat(get(item.target(), null)).isNotNull();
    assertThat(get(ImmutableItem.target(HELLO), null)).isNotNull();
    node.pass(Duration.ofMinutes(2));
    assertThat(get(item.target(), null)).isNull();
    assertThat(get(ImmutableItem.target(HELLO), null)).isNull();
  }

  @Test
  void valuesThatAreNotCanonicalAreRefused() {
    assertThat(put(bytes("d1:b0:1:a0:e"))).isEqualTo(203);
    assertThat(put(bytes("d1:a0:1:b0:e"))).isZero();
  }
}
