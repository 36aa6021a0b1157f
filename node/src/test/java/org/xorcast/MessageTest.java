package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

class MessageTest {
  @TempDir Path temp;

  static Message message(@Nullable String name, String... chunks) {
    List<Bytes> payload =
        java.util.Arrays.stream(chunks)
            .map(chunk -> Bytes.wrap(chunk.getBytes(StandardCharsets.UTF_8)))
            .toList();
    int size = payload.stream().mapToInt(Bytes::length).sum();
    Delivery delivery =
        new Delivery(
            new MessageId(3, 4),
            null,
            PeerId.of(new byte[32]),
            1000,
            5,
            2000,
            name,
            null,
            payload,
            size,
            2,
            Bytes.wrap(new byte[0]));
    return new Message(delivery, Instant.ofEpochMilli(3000));
  }

  @Test
  void tellsEverything() {
    Message message = message("a.txt", "ab", "c");
    assertThat(message.id()).isEqualTo(new MessageId(3, 4));
    assertThat(message.sequence()).isEqualTo(5);
    assertThat(message.session()).isEqualTo(1000);
    assertThat(message.createdAt()).isEqualTo(Instant.ofEpochMilli(2000));
    assertThat(message.receivedAt()).isEqualTo(Instant.ofEpochMilli(3000));
    assertThat(message.name()).contains("a.txt");
    assertThat(message.hop()).isEqualTo(2);
    assertThat(message.text()).isEqualTo("abc");
    assertThat(message.sizeBytes()).isEqualTo(3);
    assertThat(message.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(message.toString()).doesNotContain("abc");
    message.bytes()[0] = 'x';
    assertThat(message.text()).isEqualTo("abc");
  }

  @Test
  void savesWithoutOverwriting() throws IOException {
    Path dir = temp.resolve("new/dir");
    assertThat(message("../x.txt", "one").saveTo(dir)).isEqualTo(dir.resolve("x.txt"));
    assertThat(message("x.txt", "t", "wo").saveTo(dir)).isEqualTo(dir.resolve("x (2).txt"));
    assertThat(message(null, "three").saveTo(dir).getFileName())
        .hasToString(new MessageId(3, 4).toString());
    assertThat(dir.resolve("x.txt")).content().isEqualTo("one");
    assertThat(dir.resolve("x (2).txt")).content().isEqualTo("two");
    try (var files = Files.list(dir)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void saysWhyItCannotBeSaved() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> message("x", "y").saveTo(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }
}
