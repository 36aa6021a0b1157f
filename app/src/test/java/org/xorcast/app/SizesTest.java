package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {
  @ParameterizedTest
  @CsvSource({"7,7", "7B,7", "100kB,100000", "5MB,5000000", "5m,5000000", "16MiB,16777216"})
  void readsWhatPeopleWrite(String text, int bytes) {
    assertThat(new Sizes().convert(text)).isEqualTo(bytes);
  }

  @Test
  void staysTooLargeInsteadOfWrappingAround() {
    assertThat(new Sizes().convert("9999999999MB")).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void refusesTheRest() {
    assertThatThrownBy(() -> new Sizes().convert("5 elephants"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("5MB");
  }

  @Test
  void writesWhatPeopleRead() {
    assertThat(Sizes.text(1)).isEqualTo("1 byte");
    assertThat(Sizes.text(999)).isEqualTo("999 bytes");
    assertThat(Sizes.text(100_000)).isEqualTo("100.0 kB");
    assertThat(Sizes.text(5_000_000)).isEqualTo("5.0 MB");
  }
}
