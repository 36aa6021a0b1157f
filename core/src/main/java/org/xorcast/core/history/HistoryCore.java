package org.xorcast.core.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.HistoryTerms;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.engine.Span;
import org.xorcast.core.history.HistoryMessage.Ask;
import org.xorcast.core.history.HistoryMessage.Keeps;
import org.xorcast.core.history.HistoryMessage.Past;
import org.xorcast.core.history.HistoryMessage.Recall;
import org.xorcast.core.history.HistoryMessage.Recalled;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Rights;

/**
 * One group's history at this node: makes the deliveries of the broadcast one unbroken sequence of
 * each session, with the help of neighbours' histories, and answers neighbours.
 *
 * <p>Before {@link Event.Remember} it does nothing of the first.
 */
public final class HistoryCore {
  /** A neighbour that sends nothing of a page for so long is not waited for. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(2).toNanos();

  /** A gap is given up no earlier, unless as many neighbours as may be asked have not got it. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  /** How often a random neighbour is asked what it keeps, so that no tail is lost for good. */
  private static final long COMPARE_NANOS = Duration.ofSeconds(30).toNanos();

  /** So many newcomers among the neighbours are asked at once. */
  private static final int GREETED_MAX = 3;

  private static final int QUESTIONS_MAX = 8;

  /** So many pages of one line are asked for before the first has come. */
  private static final int AHEAD_MAX = 3;

  private static final int TRIES_MAX = 8;

  /** What a page is meant to have, and what it may have so that it is seldom cut off. */
  private static final int PAGE_BYTES = 512 * 1024;

  private static final int PAGE_MAX_BYTES = 2 * PAGE_BYTES;
  private static final int PAGE_MAX_SEQUENCES = 4096;
  private static final int VIOLATIONS_MAX = 3;

  private final Verifier verifier;
  private final Rights rights;
  private final OverlayCore overlay;
  private final Rng rng;
  private final Counters counters;
  private final Librarian librarian;
  private final Lines lines;
  private final Set<PeerId> liars = new LinkedHashSet<>();

  private @Nullable HistoryTerms terms;
  private int questions;
  private int greeted;
  private int violations;
  private long lookNanos = Deadlines.NEVER;
  private long compareNanos = Deadlines.NEVER;

  /**
   * @param rights who may publish in the group; records of other groups do not verify
   */
  public HistoryCore(
      Verifier verifier, Rights rights, OverlayCore overlay, Rng rng, Counters counters) {
    this.verifier = verifier;
    this.rights = rights;
    this.overlay = overlay;
    this.rng = rng;
    this.counters = counters;
    this.librarian = new Librarian(counters);
    this.lines = new Lines(counters);
  }

  /** Effects whose deliveries go through here, for the broadcast. */
  public Effects tap(long nowNanos, Effects out) {
    return terms == null ? out : new Tap(this, nowNanos, out);
  }

  public long nextDeadlineNanos() {
    return Math.min(lookNanos, compareNanos);
  }

  /** Messages held back until what stands before them has come. */
  public int held() {
    return lines.held();
  }

  public void remember(Event.Remember remember, long nowNanos, Effects out) {
    terms = remember.terms();
    for (Span span : terms.taken()) {
      lines.rewind(new Line.Key(span.publisher(), span.session()), span.newest());
    }
    for (Line line : lines.all()) {
      line.questions.clear();
      note(line, nowNanos);
    }
    questions = 0;
    greeted = 0;
    for (Neighbour neighbour : overlay.neighbours()) {
      neighbourUp(neighbour, out);
    }
    compareNanos = nowNanos + rng.jitter(COMPARE_NANOS, 0.2);
    look(nowNanos, out);
  }

  /** Asks the first few what they keep. */
  public void neighbourUp(Neighbour neighbour, Effects out) {
    if (terms != null && greeted < GREETED_MAX) {
      greeted++;
      out.send(neighbour.link(), new Ask().encode());
    }
  }

  public void neighbourDown(Neighbour neighbour, long nowNanos, Effects out) {
    librarian.forget(neighbour);
    for (Line line : lines.behind()) {
      for (Question question : List.copyOf(line.questions)) {
        if (question.asked == neighbour) {
          close(question);
        }
      }
    }
    look(nowNanos, out);
  }

  public void answered(Event.HistoryAnswer answer, Effects out) {
    librarian.answer(answer, out);
  }

  public void wake(long nowNanos, Effects out) {
    if (nowNanos >= compareNanos) {
      compareNanos = nowNanos + rng.jitter(COMPARE_NANOS, 0.2);
      greeted = 0;
      List<Neighbour> all = overlay.neighbours();
      if (!all.isEmpty()) {
        neighbourUp(all.get(rng.nextInt(all.size())), out);
      }
    }
    if (nowNanos >= lookNanos) {
      look(nowNanos, out);
    }
  }

  /** Takes a history's frame of a neighbour. */
  public void onFrame(Neighbour neighbour, Bytes frame, long nowNanos, Effects out) {
    switch (HistoryMessage.decode(frame.unwrap())) {
      case Ask ask -> {
        if (terms != null && terms.keeps()) {
          librarian.ask(neighbour, ask, out);
        } else {
          Librarian.sendSpans(neighbour, List.of(), out);
        }
      }
      case Recall recall -> {
        if (terms != null && terms.keeps()) {
          librarian.recall(neighbour, recall, out);
        } else {
          Librarian.sendNothing(neighbour, recall, out);
        }
      }
      case Keeps keeps -> onKeeps(neighbour, keeps, nowNanos, out);
      case Past past -> onPast(neighbour, past, nowNanos, out);
      case Recalled recalled -> onRecalled(neighbour, recalled, nowNanos, out);
    }
  }

  // ---- what comes -------------------------------------------------------------------------------

  /** The broadcast delivers. */
  void live(Delivery delivery, long nowNanos, Effects out) {
    if (delivery.key() != null) {
      out.deliver(delivery); // A value stands for itself: nothing is missing before it.
      return;
    }
    counters.add(Counter.DELIVERED, -delivery.count()); // It may have to wait, or be here already.
    Line.Key key = new Line.Key(delivery.publisher(), delivery.session());
    Line line = lines.get(key);
    if (line == null) {
      line = begin(key, delivery.firstSequence() - 1);
    }
    take(line, delivery, nowNanos, out);
    look(nowNanos, out);
  }

  /**
   * A session that was not known.
   *
   * @param now the last sequence before what is published now
   */
  private Line begin(Line.Key key, long now) {
    HistoryTerms known = Objects.requireNonNull(terms);
    return lines.begin(
        switch (known.from().kind()) {
          case ALL -> new Line(key, 0, true);
          case SEQUENCE -> new Line(key, known.from().sequence() - 1, false);
          case LATEST -> new Line(key, key.session() >= known.sinceMillis() ? 0 : now, false);
        });
  }

  private void take(Line line, Delivery delivery, long nowNanos, Effects out) {
    line.prove(delivery.sequence());
    if (delivery.sequence() > line.taken()) {
      lines.hold(line, delivery);
    }
    release(line, nowNanos, out);
  }

  /** Hands on what nothing is missing before. */
  private void release(Line line, long nowNanos, Effects out) {
    for (Delivery next = lines.next(line); next != null; next = lines.next(line)) {
      if (next.sequence() > line.taken()) {
        line.take(next.sequence());
        line.holeSinceNanos = nowNanos;
        counters.add(Counter.DELIVERED, next.count());
        out.deliver(next);
      }
    }
    note(line, nowNanos);
  }

  private void note(Line line, long nowNanos) {
    if (lines.note(line)) {
      line.holeSinceNanos = nowNanos;
    }
  }

  private void onKeeps(Neighbour neighbour, Keeps keeps, long nowNanos, Effects out) {
    if (terms == null) {
      return;
    }
    for (Span span : keeps.spans()) {
      Line.Key key = new Line.Key(span.publisher(), span.session());
      Line line = lines.get(key);
      boolean wanted =
          terms.from().kind() != From.Kind.LATEST || key.session() >= terms.sinceMillis();
      if (line == null && wanted && lines.hasRoomForClaims()) {
        line = begin(key, 0);
      }
      if (line != null) {
        line.claim(neighbour.peer(), span);
        note(line, nowNanos);
      }
    }
    look(nowNanos, out);
  }

  private void onPast(Neighbour neighbour, Past past, long nowNanos, Effects out) {
    MessageRecord record = past.record();
    Line line = lines.get(new Line.Key(record.publisher(), record.session()));
    Question question = line == null ? null : line.questionOf(neighbour, record);
    if (line == null || question == null || record.isValue()) {
      counters.increment(Counter.RECALLED_IN_VAIN);
      return;
    }
    boolean first = past.chunk() == 0;
    if (first && !record.verify(rights.group(), verifier)) {
      lied(question, Counter.BAD_SIGNATURE, nowNanos, out);
      return;
    }
    if (!mayPublish(record) || !question.add(past)) {
      counters.increment(Counter.RECALLED_IN_VAIN);
      return;
    }
    for (Question other : line.questions) {
      other.progressNanos = other.asked == neighbour ? nowNanos : other.progressNanos;
    }
    if (question.isMessageComplete()) {
      List<Bytes> chunks = question.takeChunks();
      if (chunks.isEmpty()) {
        lied(question, Counter.BAD_PAYLOAD, nowNanos, out);
        return;
      }
      counters.add(Counter.RECALLED, record.messageCount());
      take(line, delivery(record, chunks), nowNanos, out);
    }
  }

  /** By the rights as they are known now, at the time when the message was published. */
  private boolean mayPublish(MessageRecord record) {
    return rights.judge(record.publisher(), record.largestBytes(), record.createdMillis())
        == Rights.Verdict.GRANTED;
  }

  private Delivery delivery(MessageRecord record, List<Bytes> chunks) {
    return new Delivery(
        record.id(rights.group()),
        null,
        record.publisher(),
        record.session(),
        record.sequence(),
        record.createdMillis(),
        record.name(),
        null,
        chunks,
        record.sizeBytes(),
        Kept.HOP_UNKNOWN,
        record.signed());
  }

  private void lied(Question question, Counter counter, long nowNanos, Effects out) {
    counters.increment(counter);
    PeerId liar = question.asked.peer();
    out.log(new Note.Misbehaviour(liar, "a history that its publishers did not sign"));
    liars.add(liar);
    close(question);
    if (++violations >= VIOLATIONS_MAX) {
      overlay.ban(liar, "a history that its publishers did not sign", nowNanos, out);
    }
    look(nowNanos, out);
  }

  private void onRecalled(Neighbour neighbour, Recalled end, long nowNanos, Effects out) {
    Line line = lines.get(new Line.Key(end.publisher(), end.session()));
    Question question = line == null ? null : line.questionOf(neighbour, end.from());
    if (line == null || question == null) {
      return;
    }
    close(question);
    long fill = question.sequencesIn(PAGE_BYTES);
    line.pageSequences = fill == 0 ? line.pageSequences : Math.min(fill, PAGE_MAX_SEQUENCES);
    boolean lost = question.messages < end.count(); // Over a link that loses frames.
    boolean goesOn = end.more() || lost || question.isAnswered();
    if (line.taken() + 1 < question.from) {
      if (question.messages == 0) {
        line.disbelieve(neighbour.peer()); // Nothing is asked ahead of it any more.
      }
    } else if (!line.isComplete() && !(line.taken() >= question.from && goesOn)) {
      line.triedInVain(neighbour.peer());
    }
    look(nowNanos, out);
  }

  private void close(Question question) {
    question.line.questions.remove(question);
    questions--;
  }

  // ---- what is asked for ------------------------------------------------------------------------

  /** Asks for what is missing, and gives up what nobody has. */
  private void look(long nowNanos, Effects out) {
    lookNanos = Deadlines.NEVER;
    for (Line line : lines.behind()) {
      for (Question question : List.copyOf(line.questions)) {
        if (nowNanos - question.progressNanos >= SILENCE_NANOS) {
          line.triedInVain(question.asked.peer());
          close(question);
        }
      }
      boolean more = true;
      while (more && !line.isComplete() && questions < QUESTIONS_MAX) {
        more =
            line.questions.isEmpty() ? askNext(line, nowNanos, out) : askAhead(line, nowNanos, out);
      }
      if (lines.note(line) || !line.questions.isEmpty() || !line.isComplete()) {
        lookNanos = nowNanos + LOOK_NANOS;
      }
    }
  }

  /** Asks for the next message, or gives it up; false if there is nothing to be done yet. */
  private boolean askNext(Line line, long nowNanos, Effects out) {
    Neighbour next = choose(line);
    if (next == null) {
      return giveUp(line, nowNanos, out);
    }
    ask(line, next, line.taken() + 1, nowNanos, out);
    return true;
  }

  /** Asks for the page that follows those asked for, so that no time passes between them. */
  private boolean askAhead(Line line, long nowNanos, Effects out) {
    Question last = line.questions.getLast();
    long from = last.to + 1;
    boolean worthwhile =
        line.questions.size() < AHEAD_MAX
            && from <= line.lastMissing()
            && line.isClaimedBy(last.asked.peer(), from);
    if (worthwhile) {
      ask(line, last.asked, from, nowNanos, out);
    }
    return worthwhile;
  }

  private void ask(Line line, Neighbour neighbour, long from, long nowNanos, Effects out) {
    // How many fill a page is not known before the first one has come.
    boolean known = line.pageSequences > 0;
    long to = known ? from + line.pageSequences - 1 : line.lastMissing();
    to = Math.min(to, line.lastMissing());
    line.questions.add(new Question(line, neighbour, from, to, nowNanos));
    questions++;
    int maxBytes = known ? PAGE_MAX_BYTES : PAGE_BYTES;
    Recall recall = new Recall(line.key.publisher(), line.key.session(), from, to, maxBytes);
    out.send(neighbour.link(), recall.encode());
  }

  /** Who says that it has the next message, or else anybody who was not asked yet. */
  private @Nullable Neighbour choose(Line line) {
    if (line.tries() >= TRIES_MAX) {
      return null;
    }
    List<Neighbour> claiming = new ArrayList<>();
    List<Neighbour> others = new ArrayList<>();
    for (Neighbour neighbour : overlay.neighbours()) {
      PeerId peer = neighbour.peer();
      if (!line.wasTried(peer) && !liars.contains(peer) && !neighbour.isSuspect()) {
        (line.isClaimedBy(peer) ? claiming : others).add(neighbour);
      }
    }
    if (!claiming.isEmpty()) {
      return claiming.get(rng.nextInt(claiming.size()));
    }
    return others.isEmpty() || line.isOpen() && line.tries() > 0
        ? null
        : others.get(rng.nextInt(others.size()));
  }

  /**
   * Nobody is left to be asked for the next message.
   *
   * @return whether the line has moved on
   */
  private boolean giveUp(Line line, long nowNanos, Effects out) {
    boolean sure = line.tries() >= TRIES_MAX || (line.isOpen() && line.tries() > 0);
    if (!sure && nowNanos - line.holeSinceNanos < PATIENCE_NANOS) {
      return false;
    }
    if (line.tries() == 0) {
      return false; // There was nobody to ask.
    }
    long beyond = line.firstBeyond();
    if (beyond == 0) {
      line.disbelieve();
      lines.dropIfEmpty(line);
      return true;
    }
    if (!line.isOpen()) {
      counters.add(Counter.GAPS, beyond - 1 - line.taken());
      PeerId publisher = line.key.publisher();
      out.log(new Note.Gap(publisher, line.key.session(), line.taken() + 1, beyond - 1));
    }
    line.skipTo(beyond);
    release(line, nowNanos, out);
    return true;
  }
}
