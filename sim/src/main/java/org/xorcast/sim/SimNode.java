package org.xorcast.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/** One machine of the simulated network. */
public final class SimNode {
  private final int index;
  private final Engine engine;
  private final Map<Long, SimLink> links = new LinkedHashMap<>();
  private boolean alive = true;

  /** The time of the wake-up that is in the queue and counts; earlier ones are stale. */
  long wakeNanos = Deadlines.NEVER;

  SimNode(int index, Engine engine) {
    this.index = index;
    this.engine = engine;
  }

  public int index() {
    return index;
  }

  public Engine engine() {
    return engine;
  }

  public PeerId peer() {
    return engine.self();
  }

  public NodeId nodeId() {
    return engine.table().self();
  }

  public boolean isAlive() {
    return alive;
  }

  void crash() {
    alive = false;
  }

  Endpoint endpoint() {
    return endpoint(index);
  }

  /** Node 0 is 10.0.0.0, node 1 is 10.0.0.1 and so on, all on port 4001. */
  static Endpoint endpoint(int index) {
    return Endpoint.ofIpv4(10 << 24 | index, 4001);
  }

  static int indexOf(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    return (ip[1] & 0xff) << 16 | (ip[2] & 0xff) << 8 | ip[3] & 0xff;
  }

  void add(SimLink link) {
    links.put(link.number(), link);
  }

  void remove(SimLink link) {
    links.remove(link.number());
  }

  @Nullable SimLink link(long number) {
    return links.get(number);
  }
}
