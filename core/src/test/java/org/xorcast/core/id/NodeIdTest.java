package org.xorcast.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;

class NodeIdTest {
  private final Rng rng = new Rng(1);

  private static BigInteger number(NodeId id) {
    return new BigInteger(1, id.toByteArray());
  }

  @Test
  void isTheHashOfTheKey() {
    PeerId zero = PeerId.of(new byte[32]);
    assertThat(NodeId.of(zero)).hasToString("66687aadf862bd776c8fc18b8e9f8e2008971485");
  }

  @Test
  void bytesRoundTrip() {
    for (int i = 0; i < 100; i++) {
      NodeId id = rng.nextNodeId();
      assertThat(NodeId.fromBytes(id.toByteArray())).isEqualTo(id).hasSameHashCodeAs(id);
      assertThat(HexFormat.of().formatHex(id.toByteArray())).isEqualTo(id.toString());
    }
  }

  @Test
  void distanceIsXorOfNumbers() {
    for (int i = 0; i < 1000; i++) {
      NodeId self = rng.nextNodeId();
      NodeId a = rng.nextNodeId();
      NodeId b = self.inBucket(rng.nextInt(NodeId.BITS), rng.nextNodeId());
      int expected = number(self).xor(number(a)).compareTo(number(self).xor(number(b)));
      assertThat(Integer.signum(self.compareDistance(a, b))).isEqualTo(expected);
      assertThat(self.bucketIndex(b)).isEqualTo(number(self).xor(number(b)).bitLength() - 1);
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(number(a).compareTo(number(b)));
    }
  }

  @Test
  void inBucketLandsInThatBucket() {
    for (int bucket = 0; bucket < NodeId.BITS; bucket++) {
      NodeId self = rng.nextNodeId();
      NodeId other = self.inBucket(bucket, rng.nextNodeId());
      assertThat(self.bucketIndex(other)).isEqualTo(bucket);
      assertThat(other.bit(bucket)).isNotEqualTo(self.bit(bucket));
    }
  }

  @Test
  void bitsAreTheNumbersBits() {
    NodeId id = rng.nextNodeId();
    for (int bit = 0; bit < NodeId.BITS; bit++) {
      assertThat(id.bit(bit)).as("bit %s", bit).isEqualTo(number(id).testBit(bit));
    }
  }

  @Test
  void hasNoBucketForItself() {
    NodeId id = rng.nextNodeId();
    assertThat(id.bucketIndex(id)).isEqualTo(-1);
  }

  @Test
  void fractionIsTheShareOfTheSpace() {
    NodeId id = NodeId.fromBytes(new byte[20]);
    byte[] half = new byte[20];
    half[0] = (byte) 0x80;
    assertThat(id.distanceFraction(NodeId.fromBytes(half))).isEqualTo(0.5);
  }

  @Test
  void refusesTooFewBytes() {
    assertThatThrownBy(() -> NodeId.fromBytes(new byte[19]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
