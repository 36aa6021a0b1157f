package org.xorcast.core.engine;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerRecord;

/** Passes everything on; for those who stand between a core and its driver to change a part. */
public abstract class EffectsFilter implements Effects {
  protected final Effects out;

  protected EffectsFilter(Effects out) {
    this.out = out;
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    out.send(link, channel, head, body);
  }

  @Override
  public void send(long link, byte[] frame) {
    out.send(link, frame);
  }

  @Override
  public void dial(Endpoint to) {
    out.dial(to);
  }

  @Override
  public void dial(PeerRecord record) {
    out.dial(record);
  }

  @Override
  public void close(long link, CloseReason reason) {
    out.close(link, reason);
  }

  @Override
  public void deliver(Delivery delivery) {
    out.deliver(delivery);
  }

  @Override
  public void readHistory(HistoryQuery query) {
    out.readHistory(query);
  }

  @Override
  public void validate(long ticket, Delivery delivery) {
    out.validate(ticket, delivery);
  }

  @Override
  public void published(long ticket, MessageId id, long sequence) {
    out.published(ticket, id, sequence);
  }

  @Override
  public void gathered(long ticket, long sequence) {
    out.gathered(ticket, sequence);
  }

  @Override
  public void refused(long ticket, Refusal reason, long retryNanos) {
    out.refused(ticket, reason, retryNanos);
  }

  @Override
  public void reached(MessageId id, Reach reach) {
    out.reached(id, reach);
  }

  @Override
  public void log(Note note) {
    out.log(note);
  }
}
