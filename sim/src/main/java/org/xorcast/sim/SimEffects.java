package org.xorcast.sim;

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

/** Turns one node's effects into future events of others; nothing re-enters an engine. */
record SimEffects(World world, SimNode node) implements Effects {
  private static final Bytes NO_BODY = Bytes.wrap(new byte[0]);

  @Override
  public void send(long link, byte[] frame) {
    world.carrier().send(node, link, frame, NO_BODY, false);
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    world.carrier().send(node, link, head, body, channel == Channel.BULK);
  }

  @Override
  public void dial(Endpoint to) {
    world.carrier().dial(node, to);
  }

  @Override
  public void dial(PeerRecord record) {
    world.carrier().dial(node, record);
  }

  @Override
  public void close(long link, CloseReason reason) {
    world.carrier().close(node, link, reason);
  }

  @Override
  public void readHistory(HistoryQuery query) {
    world.readHistory(node, query);
  }

  @Override
  public void deliver(Delivery delivery) {
    node.history().add(delivery);
    for (Delivery message : delivery.messages()) {
      world.observer().delivered(node, message, world.nowNanos());
    }
  }

  @Override
  public void validate(long ticket, Delivery delivery) {
    world.observer().validate(node, ticket, delivery, world.nowNanos());
  }

  @Override
  public void published(long ticket, MessageId id, long sequence) {
    world.observer().published(node, ticket, id, sequence, world.nowNanos());
  }

  /** The observer is told when it has its name too. */
  @Override
  public void gathered(long ticket, long sequence) {}

  @Override
  public void refused(long ticket, Refusal reason, long retryNanos) {
    world.observer().refused(node, ticket, reason, world.nowNanos());
  }

  @Override
  public void reached(MessageId id, Reach reach) {
    world.observer().reached(node, id, reach, world.nowNanos());
  }

  @Override
  public void log(Note note) {
    world.observer().noted(node, note, world.nowNanos());
  }
}
