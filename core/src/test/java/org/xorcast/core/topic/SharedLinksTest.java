package org.xorcast.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.RecordedEffects;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.wire.PeerRecordCodec;

/** Who dialled whom, and gets what becomes of it. */
class SharedLinksTest {
  private static final Endpoint FIRST = Endpoint.ofIpv4(0x0a000002, 4001);
  private static final Endpoint SECOND = Endpoint.ofIpv4(0x0a000003, 4001);
  private static final PeerRecord BOB =
      PeerRecordCodec.sign(TestKeys.identity(2), 1, List.of(FIRST, SECOND));

  private final RecordedEffects out = new RecordedEffects();
  private final Engine engine =
      new Engine(
          TestKeys.identity(1),
          TestKeys.verifier(),
          "test",
          EngineConfig.DEFAULT,
          1_000_000_000,
          1);
  private final Membership network = new Membership(null, 1, engine.network());
  private final Membership topic = new Membership(TopicId.of(new byte[32]), 2, engine.network());
  private final SharedLinks links = new SharedLinks(network);

  @Test
  void whoWaitsForAPeerGetsTheLinkWhereverItAnswered() {
    links.dial(network, BOB, out);
    links.dial(topic, BOB, out);
    assertThat(out.dialled).as("one dial for both").hasSize(1);
    Event.LinkUp up = new Event.LinkUp(7, BOB.peer(), SECOND, true);
    engine.handle(up, 0, out);
    links.linkUp(up);
    SharedLinks.Raised raised = links.next();
    assertThat(raised).isEqualTo(new SharedLinks.Raised(topic, up));
    assertThat(links.uses(topic, 7)).isTrue();
  }

  @Test
  void whoWaitsForAPeerIsToldThatItWasNotReached() {
    links.dial(topic, BOB, out);
    Event.DialFailed failed = new Event.DialFailed(FIRST, BOB.peer(), CloseReason.UNREACHABLE);
    links.dialFailed(failed);
    assertThat(links.next()).isEqualTo(new SharedLinks.Raised(topic, failed));
    links.dial(topic, BOB, out);
    assertThat(out.dialled).as("and may dial again").hasSize(2);
  }
}
