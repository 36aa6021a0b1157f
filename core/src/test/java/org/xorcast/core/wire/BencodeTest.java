package org.xorcast.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Bencode parse(String text) {
    return Bencode.parse(ascii(text));
  }

  @Test
  void readsEveryKindOfValue() {
    Bencode dict = parse("d1:ai-42e1:bl3:onei2eld1:x0:eee1:c5:helloe");
    assertThat(dict.isDict()).isTrue();
    assertThat(dict.getInteger("a")).isEqualTo(-42);
    assertThat(dict.getString("c")).isEqualTo(ascii("hello"));
    assertThat(dict.getString("a")).isNull();
    assertThat(dict.getInteger("c")).isNull();
    assertThat(dict.get("x")).isNull();
    List<Bencode> items = Objects.requireNonNull(dict.get("b")).items();
    assertThat(items)
        .extracting(item -> new String(item.raw(), StandardCharsets.US_ASCII))
        .containsExactly("3:one", "i2e", "ld1:x0:ee");
    assertThat(items.getFirst().items()).isEmpty();
    assertThat(items.get(1).string()).isEmpty();
    assertThat(items.getFirst().integer(7)).isEqualTo(7);
  }

  @Test
  void numbersHave64Bits() {
    assertThat(parse("i9223372036854775807e").integer(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(parse("i-9223372036854775808e").integer(0)).isEqualTo(Long.MIN_VALUE);
    assertThat(parse("i0e").integer(7)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i",
        "ie",
        "i-e",
        "i-0e",
        "i01e",
        "i1",
        "i+1e",
        "i 1e",
        "i1.5e",
        "i9223372036854775808e",
        "i-9223372036854775809e",
        "i99999999999999999999e",
        "5:hell",
        "05:hello",
        "-1:",
        ":",
        "1",
        "99999999:x",
        "5hello",
        "2147483647:",
        "l",
        "li1e",
        "d",
        "d1:a",
        "d1:ae",
        "di1e1:ae",
        "dle1:ae",
        "e",
        "x",
        "5:helloe",
        "dede"
      })
  void refusesWhatIsNotOneValue(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(WireException.class);
  }

  @Test
  void refusesWhatIsTooDeepOrTooMuch() {
    assertThat(parse("l".repeat(10) + "e".repeat(10)).isList()).isTrue();
    assertThatThrownBy(() -> parse("l".repeat(11) + "e".repeat(11)))
        .hasMessageContaining("deeper than 10");
    assertThatThrownBy(() -> parse("d1:a".repeat(100_000))).hasMessageContaining("deeper");
    assertThat(parse("l" + "0:".repeat(499) + "e").items()).hasSize(499);
    assertThatThrownBy(() -> parse("l" + "0:".repeat(500) + "e"))
        .hasMessageContaining("more than 500");
  }

  @Test
  void knowsWhetherKeysAreInOrder() {
    assertThat(parse("d1:a0:1:b0:2:bb0:e").isCanonical()).isTrue();
    assertThat(parse("5:hello").isCanonical()).isTrue();
    assertThat(parse("d1:b0:1:a0:e").isCanonical()).isFalse();
    assertThat(parse("d1:a0:1:a0:e").isCanonical()).isFalse();
    assertThat(parse("d2:bb0:1:b0:e").isCanonical()).isFalse();
    assertThat(parse("ld1:b0:1:a0:ee").isCanonical()).isFalse();
    Bencode outer = parse("d1:v3:abc1:ad1:b0:1:a0:ee");
    assertThat(Objects.requireNonNull(outer.get("v")).isCanonical()).isTrue();
    assertThat(Objects.requireNonNull(outer.get("a")).isCanonical()).isFalse();
    assertThat(outer.getString("v")).as("found in any order").isEqualTo(ascii("abc"));
  }

  @Test
  void writes() {
    byte[] written =
        new BencodeWriter()
            .dict()
            .string("a")
            .integer(Long.MIN_VALUE)
            .string("b")
            .list()
            .string(new byte[0])
            .raw(ascii("i1e"))
            .end()
            .string("c")
            .strings(List.of(ascii("x"), ascii("yz")))
            .end()
            .toByteArray();
    assertThat(new String(written, StandardCharsets.US_ASCII))
        .isEqualTo("d1:ai-9223372036854775808e1:bl0:i1ee1:cl1:x2:yzee");
    assertThat(Bencode.parse(written).isCanonical()).isTrue();
  }
}
