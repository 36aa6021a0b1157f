package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelayedAcksTest {
  private final DelayedAcks acks = new DelayedAcks();

  @Test
  void nothingIsDueBeforeAnythingWasRead() {
    assertThat(acks.isWaiting()).isFalse();
  }

  @Test
  void packetsOfManyPeersWaitUntilTheDelayOfTheFirst() {
    acks.read(1, 1000);
    acks.read(2, 5_000_000);
    acks.read(3, 6_000_000);

    assertThat(acks.leftNanos(6_000_000)).isEqualTo(DelayedAcks.DELAY_NANOS + 1000 - 6_000_000);
    assertThat(acks.leftNanos(DelayedAcks.DELAY_NANOS + 1000)).isZero();
  }

  @Test
  void severalPacketsOfOnePeerAreAcknowledgedAtOnce() {
    for (int i = 1; i < DelayedAcks.PACKETS_MAX; i++) {
      acks.read(7, 0);
    }
    assertThat(acks.leftNanos(0)).isPositive();
    acks.read(7, 0);
    assertThat(acks.leftNanos(0)).isZero();
  }

  @Test
  void handshakesDoNotWait() {
    acks.readUrgent(0);

    assertThat(acks.leftNanos(0)).isZero();
  }

  @Test
  void whatIsDoneIsForgotten() {
    acks.readUrgent(0);
    acks.done();
    assertThat(acks.isWaiting()).isFalse();

    acks.read(1, 50);
    assertThat(acks.leftNanos(50)).isEqualTo(DelayedAcks.DELAY_NANOS);
  }
}
