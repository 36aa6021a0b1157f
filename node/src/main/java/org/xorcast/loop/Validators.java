package org.xorcast.loop;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.id.TopicId;

/** Asks the application's validators, each message on a virtual thread of its own. */
final class Validators {
  private static final Logger log = LoggerFactory.getLogger(Validators.class);

  private record Entry(Function<Delivery, Judgement> validator, Duration limit) {}

  private final Consumer<Event.Judged> answers;
  private final Map<Optional<TopicId>, Entry> byTopic = new ConcurrentHashMap<>();

  /**
   * @param answers called on virtual threads
   */
  Validators(Consumer<Event.Judged> answers) {
    this.answers = answers;
  }

  /** Replaces the validator of a topic, or of the whole network if that is null. */
  void put(@Nullable TopicId topic, Function<Delivery, Judgement> validator, Duration limit) {
    byTopic.put(Optional.ofNullable(topic), new Entry(validator, limit));
  }

  /** How long an answer is waited for, null if there is no validator. */
  @Nullable Duration limit(@Nullable TopicId topic) {
    Entry entry = byTopic.get(Optional.ofNullable(topic));
    return entry == null ? null : entry.limit;
  }

  /** Called on the loop; the engine holds no more messages at a time than its bound. */
  void ask(long ticket, Delivery delivery) {
    Entry entry = byTopic.get(Optional.ofNullable(delivery.topic()));
    if (entry == null) {
      return; // The engine's limit answers.
    }
    Thread.ofVirtual()
        .name("xorcast-validator")
        .start(() ->
            answers.accept(
                new Event.Judged(delivery.topic(), ticket, judge(entry.validator, delivery))));
  }

  private static Judgement judge(Function<Delivery, Judgement> validator, Delivery delivery) {
    try {
      return validator.apply(delivery);
    } catch (RuntimeException e) {
      log.error("the validator failed on message {}; it is ignored", delivery.id(), e);
      return Judgement.IGNORE;
    }
  }
}
