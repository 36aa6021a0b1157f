package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;

/** BEP 32: a table for IPv4 and one for IPv6, under the same id. */
final class DhtTables implements ClosestNodes {
  private final boolean oneForEachAddress;
  private NodeId self;
  private DhtTable ipv4;
  private DhtTable ipv6;

  DhtTables(NodeId self, boolean oneForEachAddress) {
    this.oneForEachAddress = oneForEachAddress;
    this.self = self;
    ipv4 = new DhtTable(self, oneForEachAddress);
    ipv6 = new DhtTable(self, oneForEachAddress);
  }

  NodeId self() {
    return self;
  }

  /** Takes another id; whoever still fits stays. */
  void rename(NodeId id, long nowNanos) {
    List<DhtNode> nodes = all();
    self = id;
    ipv4 = new DhtTable(id, oneForEachAddress);
    ipv6 = new DhtTable(id, oneForEachAddress);
    for (DhtNode node : nodes) {
      of(node.endpoint()).answered(node.contact(), node.rttNanos(), nowNanos);
    }
  }

  DhtTable of(Endpoint endpoint) {
    return of(endpoint.isIpv6());
  }

  DhtTable of(boolean isIpv6) {
    return isIpv6 ? ipv6 : ipv4;
  }

  @Nullable DhtNode get(NodeId id) {
    DhtNode node = ipv4.get(id);
    return node == null ? ipv6.get(id) : node;
  }

  int size() {
    return ipv4.size() + ipv6.size();
  }

  List<DhtNode> all() {
    List<DhtNode> all = new ArrayList<>(ipv4.all());
    all.addAll(ipv6.all());
    return all;
  }

  @Override
  public List<NodeContact> closest(NodeId target, boolean isIpv6, int count) {
    return of(isIpv6).closest(target, count);
  }
}
