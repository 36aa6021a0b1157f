package org.xorcast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.id.Bytes;

class SavedFileTest {
  private static final List<Bytes> CONTENT =
      List.of(
          Bytes.wrap("con".getBytes(StandardCharsets.UTF_8)),
          Bytes.wrap("tent".getBytes(StandardCharsets.UTF_8)));

  /** SHA-256 of "content". */
  private static final String SHA256 =
      "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";

  @TempDir private Path temp;

  @Test
  void neverLeavesTheDirectoryAndNeverReplaces() throws IOException {
    Path dir = temp.resolve("new/dir");
    Path first = SavedFile.save(dir, "../../a.txt", "id", CONTENT, SHA256);
    Path second = SavedFile.save(dir, "a.txt", "id", CONTENT, SHA256);
    Path third = SavedFile.save(dir, null, "id", CONTENT, SHA256);
    assertThat(first).isEqualTo(dir.resolve("a.txt")).hasContent("content");
    assertThat(second).isEqualTo(dir.resolve("a (2).txt")).hasContent("content");
    assertThat(third).isEqualTo(dir.resolve("id")).hasContent("content");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).containsExactlyInAnyOrder(first, second, third);
    }
  }

  @Test
  void nothingIsLeftOfContentThatIsWrong() throws IOException {
    assertThatThrownBy(() -> SavedFile.save(temp, "a.txt", "id", CONTENT, "00"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("a.txt");
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void saysWhatIsInTheWayAndWhatToDo() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> SavedFile.save(file, "a.txt", "id", CONTENT, SHA256))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("file is in the way")
        .hasMessageContaining("check its permissions");
  }
}
