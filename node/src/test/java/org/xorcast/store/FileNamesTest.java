package org.xorcast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
  private static final String ID = "0123456789abcdef";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          report.pdf            | report.pdf
          two words.txt         | two words.txt
          Grüße.txt             | Grüße.txt
          /etc/passwd           | passwd
          ../../etc/passwd      | passwd
          ..\\..\\boot.ini      | boot.ini
          C:\\Windows\\a.dll    | a.dll
          C:a.dll               | C_a.dll
          a/b\\c                | c
          .bashrc               | bashrc
          ...hidden             | hidden
          -rf                   | rf
          trailing...           | trailing
          CON                   | _CON
          con.txt               | _con.txt
          nul .txt              | _nul .txt
          COM1                  | _COM1
          conx                  | conx
          what?.txt             | what_.txt
          a<b>c:d"e|`a_b_c_d_e`
          """)
  void makesNamesHarmless(String nasty, String harmless) {
    assertThat(FileNames.harmless(nasty, ID)).isEqualTo(harmless);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ".", "..", "/", "a/", "...", " ", "\0", "\u202e", "\n\r\t", "-"})
  void fallsBackToTheId(@Nullable String nothing) {
    assertThat(FileNames.harmless(nothing, ID)).isEqualTo(ID);
  }

  @Test
  void dropsWhatCannotBeSeen() {
    assertThat(FileNames.harmless("a\0b\u202ec\u0007d\u2028.txt", ID)).isEqualTo("abcd.txt");
    assertThat(FileNames.harmless("a\ud800b", ID)).isEqualTo("ab");
  }

  @Test
  void fitsIntoFileSystems() {
    for (String unit : new String[] {"a", "ü", "日", "😀"}) {
      String name = FileNames.harmless(unit.repeat(300) + ".txt", ID);
      assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(250, 255);
      assertThat(name).endsWith(".txt").doesNotContain("\ufffd");
      assertThat(FileNames.numbered(name, 9999).getBytes(StandardCharsets.UTF_8))
          .hasSizeLessThanOrEqualTo(255);
    }
    assertThat(FileNames.harmless("x." + "y".repeat(400), ID)).hasSize(255);
  }

  @Test
  void neverLeavesTheDirectory() {
    java.util.Random random = new java.util.Random(1);
    String alphabet = "./\\\0:ab~$ \u202e-";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Path dir = Path.of("/in/here");
      Path file = dir.resolve(FileNames.harmless(name.toString(), ID)).normalize();
      assertThat(file.getParent()).isEqualTo(dir);
    }
  }

  @Test
  void numbersBeforeTheExtension() {
    assertThat(FileNames.numbered("name.txt", 2)).isEqualTo("name (2).txt");
    assertThat(FileNames.numbered("name", 3)).isEqualTo("name (3)");
  }
}
