package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.PeerId;

/**
 * Pushes that wait until their sender has shown the publisher's right.
 *
 * <p>A grant may be younger than what is known here, so a neighbour that brings something without
 * right is asked before it is refused. At most {@value #PUSHES_MAX} pushes and {@value #BYTES_MAX}
 * bytes wait, {@value #PER_SENDER_MAX} of one publisher from one neighbour; more are refused.
 * Whoever had no answer is not asked again for a second.
 */
final class RightsGate {
  static final int PUSHES_MAX = 256;
  static final int BYTES_MAX = 4 << 20;
  static final int PER_SENDER_MAX = 64;
  static final int QUESTIONS_MAX = 1024;

  private static final long ANSWER_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

  private record Key(PeerId publisher, PeerId sender) {}

  /** What became of a push that was brought here. */
  enum Entry {
    /** It waits, and its sender is to be asked. */
    ASK,
    /** It waits for the answer to an earlier question. */
    WAITS,
    /** Its sender had no answer just now, or too many wait. */
    REFUSED
  }

  /** A question to one neighbour about one publisher, and what waits for the answer. */
  static final class Question {
    final PeerId publisher;
    final CastPeer sender;
    private final List<Push> pushes = new ArrayList<>(2);
    private long untilNanos;
    private boolean answered;

    private Question(PeerId publisher, CastPeer sender, long untilNanos) {
      this.publisher = publisher;
      this.sender = sender;
      this.untilNanos = untilNanos;
    }

    List<Push> pushes() {
      return pushes;
    }
  }

  private final Map<Key, Question> questions = new LinkedHashMap<>(0);
  private int pushes;
  private long bytes;

  long nextDeadlineNanos() {
    long next = Deadlines.NEVER;
    for (Question question : questions.values()) {
      next = Math.min(next, question.untilNanos);
    }
    return next;
  }

  Entry enter(CastPeer sender, Push push, long nowNanos) {
    PeerId publisher = push.record().publisher();
    Key key = new Key(publisher, sender.neighbour.peer());
    Question question = questions.get(key);
    boolean full = pushes >= PUSHES_MAX || bytes + push.body().length() > BYTES_MAX;
    if (full || (question == null && questions.size() >= QUESTIONS_MAX)) {
      return Entry.REFUSED;
    }
    if (question != null && (question.answered || question.pushes.size() >= PER_SENDER_MAX)) {
      return Entry.REFUSED;
    }
    Entry entry = question == null ? Entry.ASK : Entry.WAITS;
    if (question == null) {
      question = new Question(publisher, sender, nowNanos + ANSWER_NANOS);
      questions.put(key, question);
    }
    question.pushes.add(push);
    pushes++;
    bytes += push.body().length();
    return entry;
  }

  /** The right of {@code publisher} has changed: whatever waits for it is to be looked at again. */
  List<Question> changed(PeerId publisher) {
    List<Question> changed = new ArrayList<>();
    for (Iterator<Question> all = questions.values().iterator(); all.hasNext(); ) {
      Question question = all.next();
      if (question.publisher.equals(publisher)) {
        all.remove();
        release(question);
        changed.add(question);
      }
    }
    return changed;
  }

  /** {@code sender} has said what it knows, and that was nothing new: null if it was not asked. */
  @Nullable Question answered(PeerId publisher, PeerId sender, long nowNanos) {
    Question question = questions.get(new Key(publisher, sender));
    return question == null || question.answered ? null : close(question, nowNanos);
  }

  /** The questions that nobody has answered in time. */
  List<Question> expired(long nowNanos) {
    List<Question> expired = new ArrayList<>();
    for (Iterator<Question> all = questions.values().iterator(); all.hasNext(); ) {
      Question question = all.next();
      if (question.untilNanos <= nowNanos) {
        if (question.answered) {
          all.remove();
        } else {
          expired.add(close(question, nowNanos));
        }
      }
    }
    return expired;
  }

  private Question close(Question question, long nowNanos) {
    Question closed = new Question(question.publisher, question.sender, question.untilNanos);
    closed.pushes.addAll(question.pushes);
    release(question);
    question.pushes.clear();
    question.answered = true;
    question.untilNanos = nowNanos + REST_NANOS;
    return closed;
  }

  private void release(Question question) {
    pushes -= question.pushes.size();
    question.pushes.forEach(push -> bytes -= push.body().length());
  }
}
