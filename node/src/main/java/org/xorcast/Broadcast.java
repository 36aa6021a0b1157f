package org.xorcast;

import java.util.List;
import java.util.function.Consumer;
import org.xorcast.loop.NodeLoop;

/** Sending to everybody in the network, and hearing everybody. */
public final class Broadcast extends Group {
  Broadcast(NodeLoop loop) {
    super(
        loop,
        null,
        new Inboxes() {
          @Override
          void withValues(Consumer<List<Message>> entrance) {
            loop.withValues(null, values -> entrance.accept(Message.now(values)));
          }
        });
  }
}
