package org.xorcast.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.xorcast.Await;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.rights.Rights;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;
import org.xorcast.net.Transport;

class NodeLoopTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static NodeLoop start(List<Endpoint> bootstrap, Consumer<Delivery> deliveries) {
    Ed25519 crypto = Ed25519.shared();
    NodeLoop loop =
        new NodeLoop(
            KeyPairIdentity.generate(crypto),
            crypto,
            "test",
            Rights.open(Engine.networkId("test")),
            new Transport(1),
            true,
            null,
            RelayLimits.NONE,
            deliveries,
            note -> {});
    loop.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        bootstrap,
        List.of(),
        false,
        0,
        List.of(),
        null);
    return loop;
  }

  @Test
  void anExceptionIsCountedAndTheLoopGoesOn() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    NodeLoop a = start(List.of(), delivery -> {});
    NodeLoop b =
        start(
            List.of(a.address()),
            delivery -> {
              seen.incrementAndGet();
              throw new IllegalStateException("on purpose");
            });
    try {
      assertThat(b.awaitJoined(SOON)).isTrue();
      Await.until("a has b", () -> a.peers().size() == 1);
      for (int i = 1; i <= 3; i++) {
        // With a name, or two of them would come as one.
        a.publish(null, "named", null, Bytes.wrap(new byte[] {1, 2, (byte) i}), null).join();
      }
      Await.until("all were seen", () -> seen.get() == 3);
      assertThat(b.stats(0).failures()).isEqualTo(3);
      assertThat(b.peers()).hasSize(1);
    } finally {
      b.close();
      a.close();
    }
  }
}
