package org.xorcast.core.topic;

import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;

/** What one group wants done, so that the others that share its links come to no harm. */
final class GroupEffects extends EffectsFilter {
  private final Membership group;
  private final SharedLinks links;
  private final Effects toPeers;

  GroupEffects(Membership group, SharedLinks links, Effects out) {
    super(out);
    this.group = group;
    this.links = links;
    this.toPeers = group.isNetwork() ? out : new TaggedEffects(group.tag(), out);
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    toPeers.send(link, channel, head, body);
  }

  @Override
  public void send(long link, byte[] frame) {
    toPeers.send(link, frame);
  }

  @Override
  public void dial(Endpoint to) {
    links.dial(group, to, out);
  }

  @Override
  public void dial(PeerRecord record) {
    links.dial(group, record, out);
  }

  @Override
  public void close(long link, CloseReason reason) {
    links.close(group, link, reason, out);
  }

  @Override
  public void deliver(Delivery delivery) {
    TopicId topic = group.topic();
    out.deliver(topic == null ? delivery : delivery.in(topic));
  }

  @Override
  public void readHistory(HistoryQuery query) {
    TopicId topic = group.topic();
    out.readHistory(topic == null ? query : query.in(topic));
  }

  @Override
  public void validate(long ticket, Delivery delivery) {
    TopicId topic = group.topic();
    out.validate(ticket, topic == null ? delivery : delivery.in(topic));
  }

  @Override
  public void log(Note note) {
    TopicId topic = group.topic();
    out.log(topic == null ? note : new Note.InTopic(topic, note));
  }
}
