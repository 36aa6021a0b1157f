package org.xorcast.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.rights.Rights;

/** What the records of all groups of a node say about a place that a gateway has mapped. */
class MappedThroughEngineTest {
  private static final Endpoint OWN = Endpoint.ofIpv4(0xc0a80102, 4001);
  private static final Endpoint MAPPED = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Bytes GROUP = Engine.networkId("home");
  private static final TopicId BEFORE = TopicId.open(GROUP, "before");
  private static final TopicId AFTER = TopicId.open(GROUP, "after");

  private final RecordedEffects out = new RecordedEffects();
  private final Engine engine =
      new Engine(
          TestKeys.identity(1),
          TestKeys.verifier(),
          Rights.open(GROUP),
          Rights.open(GROUP),
          EngineConfig.DEFAULT,
          1_000_000_000,
          1);

  private List<Endpoint> told(TopicId topic) {
    return requireNonNull(engine.member(topic)).overlay().selfRecord().endpoints();
  }

  @Test
  void isNamedAsLongAsItIsThere() {
    engine.handle(new Event.Start(List.of(OWN), List.of(), List.of()), 0, out);
    engine.handle(new Event.Subscribe(BEFORE), 0, out);
    engine.handle(new Event.Mapped(MAPPED), 0, out);
    engine.handle(new Event.Subscribe(AFTER), 0, out);
    assertThat(engine.selfRecord().endpoints()).containsExactly(MAPPED, OWN);
    assertThat(told(BEFORE)).containsExactly(MAPPED, OWN);
    assertThat(told(AFTER)).containsExactly(MAPPED, OWN);
    engine.handle(new Event.Mapped(null), 0, out);
    assertThat(engine.selfRecord().endpoints()).containsExactly(OWN);
    assertThat(told(BEFORE)).containsExactly(OWN);
    assertThat(told(AFTER)).containsExactly(OWN);
  }
}
