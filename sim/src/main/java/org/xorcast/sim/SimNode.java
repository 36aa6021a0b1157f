package org.xorcast.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

/** One machine of the simulated network. */
public final class SimNode implements World.Happening {
  private final int index;
  private final PeerId peer;
  private final NodeId nodeId;
  private final PeerRecord record;
  private final Core<Event> core;
  private final Traffic traffic = new Traffic();
  private SimHistory history = SimHistory.NONE;
  private boolean alive = true;

  /** The time of the wake-up that is in the queue and counts; earlier ones are stale. */
  long wakeNanos = Deadlines.NEVER;

  /** When the uplink will have sent what has been handed to it. */
  final Uplink uplink = new Uplink();

  SimNode(int index, Identity identity, Endpoint endpoint, Core<Event> core) {
    this.index = index;
    this.peer = identity.peerId();
    this.record = PeerRecordCodec.sign(identity, 1, List.of(endpoint));
    this.nodeId = NodeId.of(peer);
    this.core = core;
  }

  public int index() {
    return index;
  }

  public Core<Event> core() {
    return core;
  }

  /** The engine of a node that runs one, unmodified. */
  public Engine engine() {
    if (core instanceof Engine engine) {
      return engine;
    }
    throw new IllegalStateException("node " + index + " runs " + core);
  }

  /** What it has sent and received. */
  public Traffic traffic() {
    return traffic;
  }

  public PeerId peer() {
    return peer;
  }

  public NodeId nodeId() {
    return nodeId;
  }

  /** The record with which others know it. */
  PeerRecord record() {
    return record;
  }

  public boolean isAlive() {
    return alive;
  }

  /** What it has on its disk; nothing before {@link World#remember}. */
  public SimHistory history() {
    return history;
  }

  void setHistory(SimHistory itsHistory) {
    history = itsHistory;
  }

  void crash() {
    alive = false;
  }

  Endpoint endpoint() {
    return record.endpoints().getFirst();
  }

  /** Where a node is by default: 0 is 10.0.0.0, 1 is 10.0.0.1 and so on, all on port 4001. */
  static Endpoint endpoint(int index) {
    return Endpoint.ofIpv4(10 << 24 | index, 4001);
  }

  static int indexOf(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    return (ip[1] & 0xff) << 16 | (ip[2] & 0xff) << 8 | ip[3] & 0xff;
  }

  /** The link with this number as far as this node has it open. */
  @Nullable SimLink mine(@Nullable SimLink link) {
    return link != null && link.isOpenAt(this) ? link : null;
  }
}
