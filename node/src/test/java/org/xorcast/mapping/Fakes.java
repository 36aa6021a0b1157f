package org.xorcast.mapping;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What the tests with gateways on loopback share. */
final class Fakes {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  static final Gateway GATEWAY = new Gateway(LOOPBACK, LOOPBACK);

  /** A port that nobody listens on: the kernel says so at once. */
  static final int NOBODY = 1;

  private static final int HOUR = 3_600_000;

  /** So patient that only a broken test waits as long. */
  static final Wiring.Times PATIENT =
      new Wiring.Times(50, 20_000, 20_000, 20_000, 20_000, 1, HOUR, HOUR);

  /** For gateways that never answer. */
  static final Wiring.Times IMPATIENT = new Wiring.Times(20, 100, 100, 300, 100, 1, HOUR, HOUR);

  private Fakes() {}

  static Wiring wiring(Wiring.Times times, int controlPort, int searchPort) {
    return new Wiring(controlPort, searchPort, new InetSocketAddress(LOOPBACK, NOBODY), times);
  }

  static Wiring.Times checking(Wiring.Times times, int checkMillis) {
    return new Wiring.Times(
        times.resend(),
        times.answer(),
        times.search(),
        times.http(),
        times.remove(),
        times.renewMin(),
        checkMillis,
        times.retry());
  }

  static Wiring.Times retrying(Wiring.Times times, int retryMillis) {
    return new Wiring.Times(
        times.resend(),
        times.answer(),
        times.search(),
        times.http(),
        times.remove(),
        times.renewMin(),
        times.check(),
        retryMillis);
  }
}
