package org.xorcast.core.topic;

import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.id.Bytes;

/** Makes every frame one of a topic; the body of a push still goes uncopied. */
class TaggedEffects extends EffectsFilter {
  private final long tag;

  TaggedEffects(long tag, Effects out) {
    super(out);
    this.tag = tag;
  }

  @Override
  public void send(long link, Channel channel, byte[] head, Bytes body) {
    out.send(link, channel, TopicMessage.wrap(tag, head), body);
  }

  @Override
  public void send(long link, byte[] frame) {
    out.send(link, TopicMessage.wrap(tag, frame));
  }
}
