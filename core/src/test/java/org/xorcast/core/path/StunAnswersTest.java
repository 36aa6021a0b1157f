package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

class StunAnswersTest {
  private static final Endpoint ASKER = Endpoint.ofIpv4(0xc6336407, 40000);
  private static final Bytes ID = Bytes.wrap(new byte[Stun.ID_BYTES]);
  private static final byte[] QUESTION = new Stun.Request(ID, false).encode();

  private final StunAnswers stun = new StunAnswers();

  private int answers(Endpoint from, int questions, long nowNanos) {
    int answers = 0;
    for (int i = 0; i < questions; i++) {
      answers += stun.answer(from, QUESTION, nowNanos) == null ? 0 : 1;
    }
    return answers;
  }

  @Test
  void tellsWhereTheQuestionCameFrom() {
    byte[] answer = Objects.requireNonNull(stun.answer(ASKER, QUESTION, 0));
    assertThat(answer).hasSize(32);
    assertThat(Stun.decode(answer)).isEqualTo(new Stun.Response(ID, ASKER));
    assertThat(stun.counters()).isEqualTo(new StunCounters(1, 0));
  }

  @Test
  void givesAnAddressTwentyAnswersAtOnceAndFiveASecond() {
    long second = Duration.ofSeconds(1).toNanos();
    assertThat(answers(ASKER, 100, 0)).isEqualTo(20);
    assertThat(answers(new Endpoint(ASKER.ip(), 1), 1, 0)).as("from another port").isZero();
    assertThat(answers(Endpoint.ofIpv4(0xc6336408, 40000), 1, 0)).as("somebody else").isOne();
    assertThat(answers(ASKER, 100, second)).isEqualTo(5);
    assertThat(answers(ASKER, 100, 2 * second)).isEqualTo(5);
    assertThat(stun.counters()).isEqualTo(new StunCounters(31, 271));
  }

  @Test
  void answersNothingButQuestionsItCanAnswer() {
    assertThat(stun.answer(ASKER, new Stun.Response(ID, ASKER).encode(), 0)).isNull();
    assertThat(stun.answer(ASKER, new byte[] {0, 1, 2}, 0)).isNull();
    byte[] more = {
      0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 2
    };
    assertThat(stun.answer(ASKER, more, 0)).isNull();
    assertThat(stun.counters()).isEqualTo(new StunCounters(0, 3));
  }

  @Test
  void remembersAFewAskersOnly() {
    Askers askers = new Askers(1, 1);
    for (int i = 0; i <= Askers.ADDRESSES_MAX; i++) {
      assertThat(askers.allow(Endpoint.ofIpv4(i, 1).ip(), 0)).isTrue();
    }
    assertThat(askers.size()).isEqualTo(Askers.ADDRESSES_MAX);
    assertThat(askers.allow(Endpoint.ofIpv4(1, 1).ip(), 0)).as("asked already").isFalse();
    assertThat(askers.allow(Endpoint.ofIpv4(0, 1).ip(), 0)).as("is forgotten").isTrue();
  }
}
