package org.xorcast.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/** Keeps everything that a core asked for, for a test to look at. */
public final class RecordedEffects implements Effects {
  public record Sent(long link, Bytes frame) {}

  public record Closed(long link, CloseReason reason) {}

  public record Dialled(Endpoint to, @Nullable PeerId expected) {}

  public record Published(long ticket, MessageId id, long sequence) {}

  public record Gathered(long ticket, long sequence) {}

  public record Refused(long ticket, Refusal reason, long retryNanos) {}

  public final List<Sent> sent = new ArrayList<>();
  public final List<Closed> closed = new ArrayList<>();
  public final List<Dialled> dialled = new ArrayList<>();
  public final List<Delivery> delivered = new ArrayList<>();
  public final List<Published> published = new ArrayList<>();
  public final List<Gathered> gathered = new ArrayList<>();
  public final List<Refused> refused = new ArrayList<>();
  public final List<Reach> reached = new ArrayList<>();
  public final List<HistoryQuery> queries = new ArrayList<>();
  public final List<Long> validated = new ArrayList<>();
  public final List<Note> notes = new ArrayList<>();

  @Override
  public void send(long link, byte[] frame) {
    sent.add(new Sent(link, Bytes.wrap(frame)));
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    byte[] frame = java.util.Arrays.copyOf(head, head.length + body.length());
    System.arraycopy(body.unwrap(), 0, frame, head.length, body.length());
    send(link, frame);
  }

  @Override
  public void dial(Endpoint to) {
    dialled.add(new Dialled(to, null));
  }

  @Override
  public void dial(PeerRecord record) {
    dialled.add(new Dialled(record.anyEndpoint(), record.peer()));
  }

  @Override
  public void close(long link, CloseReason reason) {
    closed.add(new Closed(link, reason));
  }

  @Override
  public void deliver(Delivery delivery) {
    delivered.addAll(delivery.messages());
  }

  @Override
  public void readHistory(HistoryQuery query) {
    queries.add(query);
  }

  @Override
  public void validate(long ticket, Delivery delivery) {
    validated.add(ticket);
  }

  @Override
  public void published(long ticket, MessageId id, long sequence) {
    published.add(new Published(ticket, id, sequence));
  }

  @Override
  public void gathered(long ticket, long sequence) {
    gathered.add(new Gathered(ticket, sequence));
  }

  @Override
  public void refused(long ticket, Refusal reason, long retryNanos) {
    refused.add(new Refused(ticket, reason, retryNanos));
  }

  @Override
  public void reached(MessageId id, Reach reach) {
    reached.add(reach);
  }

  @Override
  public void log(Note note) {
    notes.add(note);
  }

  public void clear() {
    sent.clear();
    closed.clear();
    dialled.clear();
    delivered.clear();
    published.clear();
    gathered.clear();
    refused.clear();
    reached.clear();
    queries.clear();
    validated.clear();
    notes.clear();
  }
}
