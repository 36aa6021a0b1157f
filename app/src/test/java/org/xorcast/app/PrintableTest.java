package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void nothingThatMovesTheCursorOrTurnsTheTextAroundGetsThrough() {
    assertThat(Printable.clean("a\u001b[31mb\u0007\u009b2Jc\u202ed\u2066e\rf", 4))
        .isEqualTo("a[31mb2Jcdef");
  }

  @Test
  void aFurtherLineCannotPassForAnotherMessage() {
    assertThat(Printable.clean("hi\n12:00:00 somebody  lie\r\n", 4))
        .isEqualTo("hi\n    12:00:00 somebody  lie");
    assertThat(Printable.clean("a\nb\tc", 0)).isEqualTo("a b c");
  }

  @Test
  void otherScriptsAndPicturesStay() {
    assertThat(Printable.clean("Grüße, 世界 👩‍🚀", 2)).isEqualTo("Grüße, 世界 👩‍🚀");
  }

  @Test
  void textIsWhatIsValidUtf8() {
    assertThat(Printable.utf8("é".getBytes(StandardCharsets.UTF_8))).contains("é");
    assertThat(Printable.utf8(new byte[] {(byte) 0xc3})).isEmpty();
    assertThat(Printable.utf8(new byte[] {(byte) 0xff, 0})).isEmpty();
  }
}
