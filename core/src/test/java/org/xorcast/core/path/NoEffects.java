package org.xorcast.core.path;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/** Does nothing of what is wanted; tests override what they look at. */
class NoEffects implements PathEffects {
  @Override
  public void send(Via via, byte[] datagram, boolean opener) {}

  @Override
  public void sendAside(Endpoint to, byte[] datagram) {}

  @Override
  public void sendFrame(long link, byte[] frame) {}

  @Override
  public void offer(long link, Via via) {}

  @Override
  public void use(long link, Via via) {}

  @Override
  public void openSockets(long link, int count) {}

  @Override
  public void closeSockets(long link, int kept) {}

  @Override
  public void moved(long link, PeerId peer, Via from, Via to) {}

  @Override
  public void relays(List<Endpoint> relays) {}

  @Override
  public void provedMapped(@Nullable Endpoint endpoint) {}

  @Override
  public long sentNanos(long link) {
    return Long.MIN_VALUE / 2;
  }
}
