package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InitialLimiterTest {
  private static InetAddress ip(int number) throws UnknownHostException {
    return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(number).array());
  }

  private static InetAddress ip6(long network, long host) throws UnknownHostException {
    return InetAddress.getByAddress(ByteBuffer.allocate(16).putLong(network).putLong(host).array());
  }

  private static int allowed(InitialLimiter limiter, InetAddress from, int tries, long nowNanos) {
    int count = 0;
    for (int i = 0; i < tries; i++) {
      count += limiter.allow(from, nowNanos) ? 1 : 0;
    }
    return count;
  }

  @Test
  void allowsABurstAndThenTheRate() throws UnknownHostException {
    InitialLimiter limiter = new InitialLimiter(10, 50);
    assertThat(allowed(limiter, ip(1), 100, 0)).isEqualTo(50);
    assertThat(allowed(limiter, ip(2), 100, 0)).isEqualTo(50);
    assertThat(allowed(limiter, ip(1), 100, 1_000_000_000)).isEqualTo(10);
    assertThat(allowed(limiter, ip(1), 100, 100_000_000_000L)).isEqualTo(50);
  }

  @Test
  void takesAnIpv6NetworkForOneSource() throws UnknownHostException {
    InitialLimiter limiter = new InitialLimiter(1, 3);
    assertThat(allowed(limiter, ip6(7, 1), 2, 0)).isEqualTo(2);
    assertThat(allowed(limiter, ip6(7, 2), 5, 0)).isEqualTo(1);
    assertThat(allowed(limiter, ip6(8, 1), 5, 0)).isEqualTo(3);
  }

  @Test
  void remembersABoundedNumberOfSources() throws UnknownHostException {
    InitialLimiter limiter = new InitialLimiter(1, 3);
    for (int i = 0; i < 3 * InitialLimiter.SOURCES_MAX; i++) {
      assertThat(limiter.allow(ip(i), 0)).isTrue();
    }
    assertThat(limiter.size()).isEqualTo(InitialLimiter.SOURCES_MAX);
  }
}
