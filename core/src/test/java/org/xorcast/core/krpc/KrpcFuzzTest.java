package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.wire.WireException;

/**
 * Damaged messages: each is refused with a {@link WireException}, or read as something that comes
 * out the same when it is written and read again. How many is a system property, see
 * CONTRIBUTING.md.
 */
class KrpcFuzzTest {
  private static final int PACKETS = Integer.getInteger("xorcast.fuzz.packets", 200_000);
  private static final long SEED = Long.getLong("xorcast.fuzz.seed", 5);
  private static final byte[] STRUCTURE = {'d', 'l', 'i', 'e', ':', '-', '0', '1', '9'};

  private final Rng rng = new Rng(SEED);
  private final List<byte[]> samples =
      SampleMessages.all().stream().map(SampleMessages::encode).toList();

  private byte[] sample() {
    return samples.get(rng.nextInt(samples.size()));
  }

  private byte[] mutate(byte[] sample) {
    byte[] packet = sample.clone();
    for (int changes = rng.nextInt(4); changes >= 0; changes--) {
      int at = rng.nextInt(packet.length);
      switch (rng.nextInt(5)) {
        case 0 -> packet[at] = (byte) rng.nextLong();
        case 1 -> packet[at] = STRUCTURE[rng.nextInt(STRUCTURE.length)];
        case 2 -> packet = Arrays.copyOf(packet, at + 1);
        case 3 -> packet = splice(packet, at, 1 + rng.nextInt(8));
        default -> packet = splice(sample(), rng.nextInt(20), at);
      }
    }
    return packet;
  }

  /**
   * {@code packet} with {@code count} of its bytes from {@code at} on a second time, or cut out.
   */
  private byte[] splice(byte[] packet, int at, int count) {
    int from = Math.min(at, packet.length - 1);
    int to = Math.min(packet.length, from + count);
    byte[] tail = Arrays.copyOfRange(packet, rng.chance(0.5) ? from : to, packet.length);
    byte[] spliced = Arrays.copyOf(packet, to + tail.length);
    System.arraycopy(tail, 0, spliced, to, tail.length);
    return rng.chance(0.5) ? spliced : Arrays.copyOf(spliced, Math.max(1, spliced.length - count));
  }

  @Test
  void damagedMessagesNeverDoMoreThanFail() {
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = mutate(sample());
      try {
        KrpcMessage message = KrpcMessage.decode(packet);
        if (message instanceof MalformedQuery) {
          malformed++;
        } else {
          read++;
          KrpcMessage again = KrpcMessage.decode(SampleMessages.encode(message));
          if (!again.equals(message)) {
            assertThat(again).as("packet %s of seed %s", i, SEED).isEqualTo(message);
          }
        }
      } catch (WireException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
    assertThat(read).as("some still can be read").isGreaterThan(PACKETS / 50);
    assertThat(malformed).as("some can be answered only").isGreaterThan(PACKETS / 500);
    if (System.getProperty("xorcast.fuzz.packets") != null) {
      System.out.printf(
          "%,d damaged messages: %,d read, %,d malformed, the rest refused%n",
          PACKETS, read, malformed);
    }
  }
}
