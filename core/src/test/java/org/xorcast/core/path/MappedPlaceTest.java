package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

class MappedPlaceTest {
  private static final Endpoint PLACE = Endpoint.ofIpv4(0x0b010001, 4001);

  private final MappedPlace mapped = new MappedPlace();
  private int nonces;
  private long now = 1;

  @BeforeEach
  void map() {
    mapped.map(PLACE, now);
  }

  private Bytes ask() {
    return ask(true);
  }

  private Bytes ask(boolean somebodySends) {
    byte[] bytes = new byte[PathMessage.NONCE_BYTES];
    bytes[0] = (byte) ++nonces;
    Bytes nonce = Bytes.wrap(bytes);
    mapped.asked(nonce, now);
    mapped.answered(nonce, somebodySends);
    return nonce;
  }

  /** Seconds until a dial-back is wanted. */
  private long rest() {
    long start = now;
    for (mapped.expire(now); !mapped.wantsDialBack(now); mapped.expire(now)) {
      now += Duration.ofSeconds(1).toNanos();
    }
    return Duration.ofNanos(now - start).toSeconds();
  }

  @Test
  void aDialBackCountsOnceAndOnlyIfItWasAskedFor() {
    assertThat(mapped.arrived(Bytes.wrap(new byte[PathMessage.NONCE_BYTES]))).isFalse();
    Bytes nonce = ask();
    assertThat(mapped.isProved()).isFalse();
    assertThat(mapped.arrived(nonce)).isTrue();
    assertThat(mapped.arrived(nonce)).isFalse();
  }

  @Test
  void aNewMappingHasNothingOfTheOld() {
    Bytes nonce = ask();
    mapped.prove(now);
    mapped.map(Endpoint.ofIpv4(0x0b010001, 4002), now);
    assertThat(mapped.isProved()).isFalse();
    assertThat(mapped.arrived(nonce)).isFalse();
    assertThat(mapped.wantsDialBack(now)).isTrue();
  }

  @Test
  void whatNeverComesIsAskedForFiveTimesAndThenNotForTenMinutes() {
    for (int i = 1; i < MappedPlace.ATTEMPTS_MAX; i++) {
      ask();
      assertThat(rest()).isEqualTo(3);
    }
    ask();
    assertThat(rest()).isEqualTo(603);
  }

  @Test
  void whatIsProvedIsAskedForAgainAfterTenMinutesAndForgottenIfNothingComesTwice() {
    mapped.prove(now);
    assertThat(rest()).isEqualTo(600);
    ask();
    rest();
    assertThat(mapped.isProved()).isTrue();
    ask();
    rest();
    assertThat(mapped.isProved()).isFalse();
  }

  @Test
  void silenceProvesNothingIfNobodyWasToSend() {
    mapped.prove(now);
    rest();
    for (int i = 0; i < 100; i++) {
      ask(false);
      assertThat(rest()).isEqualTo(3);
    }
    assertThat(mapped.isProved()).isTrue();
  }

  @Test
  void anAddressOfALocalNetworkIsNone() {
    mapped.map(Endpoint.ofIpv4(0xc0a80101, 4001), now);
    assertThat(mapped.endpoint()).isNull();
    assertThat(mapped.wantsDialBack(now)).isFalse();
  }
}
