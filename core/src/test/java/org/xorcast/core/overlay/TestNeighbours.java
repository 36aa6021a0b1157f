package org.xorcast.core.overlay;

import java.util.List;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

/** Neighbours without links behind them. */
public final class TestNeighbours {
  private TestNeighbours() {}

  /** The neighbour with key {@code number}, on link {@code number}. */
  public static Neighbour of(NodeId self, int number, Endpoint remote) {
    PeerRecord record = PeerRecordCodec.sign(TestKeys.identity(number), 1, List.of(remote));
    Link.Pending link = new Link.Pending(number, record.peer(), remote, false, false, 0);
    return new Neighbour(self, record, link, 0);
  }
}
