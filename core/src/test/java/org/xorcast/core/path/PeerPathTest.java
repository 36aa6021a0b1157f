package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathFrame.Call;

/** How often a relayed link whose ends answer no ping tries to become a straight one. */
class PeerPathTest {
  private static final Via RELAYED = new Via.Relayed(Endpoint.ofIpv4(0x0b0b0001, 4001), 7);
  private static final Endpoint PLACE = Endpoint.ofIpv4(0x0b020001, 4002);

  private final Sent out = new Sent();
  private byte drawn;

  /** Counts pings to {@link #PLACE}. */
  private static final class Sent extends NoEffects {
    final List<Boolean> openers = new ArrayList<>();

    @Override
    public void send(Via via, byte[] datagram, boolean opener) {
      if (via.equals(new Via.Direct(PLACE))) {
        openers.add(opener);
      }
    }
  }

  private PeerPath path(boolean dialled) {
    PeerId peer = PeerId.of(new byte[32]);
    return new PeerPath(
        1,
        peer,
        RELAYED,
        dialled,
        count -> {
          byte[] bytes = new byte[count];
          bytes[0] = drawn++;
          return bytes;
        });
  }

  private static Call call(boolean answer) {
    PathKey key = new PathKey(5, Bytes.wrap(new byte[PathKey.KEY_BYTES]));
    return new Call(answer, false, key, null, List.of(PLACE));
  }

  /** Lets time pass; each call of the path is answered, as the other end does. */
  private int calls(PeerPath path, Duration time) {
    int calls = 0;
    for (long now = path.nextDeadlineNanos();
        now <= time.toNanos();
        now = path.nextDeadlineNanos()) {
      if (path.wake(now, out) == PeerPath.Need.CALL) {
        calls++;
        path.called(call(true), false, now, out);
      }
    }
    return calls;
  }

  @Test
  void triesThreeTimesAndThenOnceAMinute() {
    PeerPath path = path(true);
    path.called(call(true), false, 0, out);
    assertThat(calls(path, Duration.ofSeconds(2))).isZero();
    assertThat(out.openers).as("one round").hasSize(7).doesNotContain(true);
    assertThat(calls(path, Duration.ofMinutes(1))).as("two more rounds").isEqualTo(2);
    assertThat(calls(path, Duration.ofMinutes(10))).as("in ten minutes").isBetween(8, 10);
  }

  @Test
  void theCalledOneSendsAnOpenerFirst() {
    PeerPath path = path(false);
    path.called(call(false), false, 0, out);
    assertThat(out.openers).containsExactly(true);
    path.wake(Duration.ofMillis(499).toNanos(), out);
    assertThat(out.openers).hasSize(1);
    path.wake(Duration.ofMillis(500).toNanos(), out);
    assertThat(out.openers).containsExactly(true, false);
  }
}
