package org.xorcast.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.net.QuicLinks;

/** Notes what the engine asks for, and does it when the engine has finished. */
final class EffectQueue implements Effects {
  private static final Bytes NOTHING = Bytes.wrap(new byte[0]);

  private final QuicLinks links;
  private final Consumer<Delivery> deliveries;
  private final Validators validators;
  private final Consumer<Note> notes;
  private final Publishing publishing;
  private final Consumer<HistoryQuery> histories;
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

  EffectQueue(
      QuicLinks links,
      Consumer<Delivery> deliveries,
      Validators validators,
      Consumer<Note> notes,
      Publishing publishing,
      Consumer<HistoryQuery> histories) {
    this.links = links;
    this.deliveries = deliveries;
    this.validators = validators;
    this.notes = notes;
    this.publishing = publishing;
    this.histories = histories;
  }

  /** Does the next thing that was asked for; false if nothing is left. */
  boolean applyNext() {
    Runnable effect = queue.poll();
    if (effect == null) {
      return false;
    }
    effect.run();
    return true;
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    queue.add(() -> links.send(link, channel, head, body));
  }

  @Override
  public void send(long link, byte[] frame) {
    queue.add(() -> links.send(link, Channel.CONTROL, frame, NOTHING));
  }

  @Override
  public void dial(Endpoint to) {
    queue.add(() -> links.dial(to, null));
  }

  @Override
  public void dial(PeerRecord record) {
    queue.add(() -> links.dial(record));
  }

  @Override
  public void close(long link, CloseReason reason) {
    queue.add(() -> links.close(link, reason));
  }

  @Override
  public void deliver(Delivery delivery) {
    queue.add(() -> deliveries.accept(delivery));
  }

  @Override
  public void readHistory(HistoryQuery query) {
    queue.add(() -> histories.accept(query));
  }

  @Override
  public void validate(long ticket, Delivery delivery) {
    queue.add(() -> validators.ask(ticket, delivery));
  }

  @Override
  public void published(long ticket, MessageId id, long sequence) {
    queue.add(() -> publishing.published(ticket, id, sequence));
  }

  @Override
  public void gathered(long ticket, long sequence) {
    queue.add(() -> publishing.gathered(ticket, sequence));
  }

  @Override
  public void refused(long ticket, Refusal reason, long retryNanos) {
    queue.add(() -> publishing.refused(ticket, reason, retryNanos));
  }

  @Override
  public void reached(MessageId id, Reach reach) {
    queue.add(() -> publishing.reached(id, reach));
  }

  @Override
  public void log(Note note) {
    queue.add(() -> notes.accept(note));
  }
}
