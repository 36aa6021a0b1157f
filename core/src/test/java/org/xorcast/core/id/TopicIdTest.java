package org.xorcast.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.TestKeys;
import org.xorcast.core.wire.Sha256;

class TopicIdTest {
  private static final Bytes NETWORK = Bytes.wrap(Sha256.of(new byte[] {1}));

  @Test
  void anIdIsTheHashThatTheProtocolSays() {
    byte[] context = "xorcast topic 1\0".getBytes(StandardCharsets.US_ASCII);
    byte[] name = "wetter für morgen".getBytes(StandardCharsets.UTF_8);
    PeerId owner = TestKeys.identity(1).peerId();
    assertThat(TopicId.open(NETWORK, "wetter für morgen").toByteArray())
        .isEqualTo(Sha256.of(context, NETWORK.unwrap(), new byte[] {0}, name));
    assertThat(TopicId.owned(NETWORK, owner, "wetter für morgen").toByteArray())
        .isEqualTo(Sha256.of(context, NETWORK.unwrap(), new byte[] {1}, owner.toByteArray(), name));
  }

  @Test
  void everyPartCounts() {
    PeerId one = TestKeys.identity(1).peerId();
    PeerId two = TestKeys.identity(2).peerId();
    Bytes other = Bytes.wrap(Sha256.of(new byte[] {2}));
    assertThat(
            new TopicId[] {
              TopicId.open(NETWORK, "news"),
              TopicId.open(other, "news"),
              TopicId.open(NETWORK, "new"),
              TopicId.owned(NETWORK, one, "news"),
              TopicId.owned(NETWORK, two, "news")
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void tagAndKeyComeFromTheId() {
    TopicId topic = TopicId.open(NETWORK, "news");
    assertThat(Long.toHexString(topic.tag())).isEqualTo(topic.toString().substring(0, 16));
    assertThat(topic.key()).isEqualTo(NodeId.fromBytes(Sha256.of(topic.toByteArray())));
    assertThat(TopicId.of(topic.toByteArray())).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two\nlines", "nul\0", "\u0085"})
  void aBadNameIsRefused(String name) {
    assertThatThrownBy(() -> TopicId.open(NETWORK, name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a topic's name");
  }

  @Test
  void aNameHasAtMost255Bytes() {
    assertThat(TopicId.open(NETWORK, "ü".repeat(127) + "x")).isNotNull();
    assertThatThrownBy(() -> TopicId.open(NETWORK, "ü".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256");
  }
}
