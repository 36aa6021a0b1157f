package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.xorcast.PayloadSizeException;

class LineReaderTest {
  private static LineReader reader(String text) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 10);
  }

  @Test
  void linesEndWithTheInputToo() throws IOException {
    LineReader reader = reader("one\r\n\ntwo");
    assertThat(reader.next()).asString(StandardCharsets.UTF_8).isEqualTo("one");
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).asString(StandardCharsets.UTF_8).isEqualTo("two");
    assertThat(reader.number()).isEqualTo(3);
    assertThat(reader.next()).isNull();
  }

  @Test
  void aLineThatIsTooLongIsRefusedByItsNumber() throws IOException {
    LineReader reader = reader("one\n" + "x".repeat(11));
    assertThat(reader.next()).isNotNull();
    assertThatThrownBy(reader::next)
        .isInstanceOf(PayloadSizeException.class)
        .hasMessageContaining("line 2");
  }
}
