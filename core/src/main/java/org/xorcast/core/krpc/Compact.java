package org.xorcast.core.krpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;

/**
 * The compact forms of BEP 5 and 32: a peer is its address and port, 6 or 18 bytes; a node is its
 * id before that, 26 or 38 bytes.
 */
public final class Compact {
  static final int IPV4_BYTES = 4;
  static final int IPV6_BYTES = 16;
  private static final int PORT_BYTES = 2;

  private Compact() {}

  public static byte[] encode(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    byte[] bytes = Arrays.copyOf(ip, ip.length + PORT_BYTES);
    bytes[ip.length] = (byte) (endpoint.port() >>> 8);
    bytes[ip.length + 1] = (byte) endpoint.port();
    return bytes;
  }

  /** The endpoint in 6 or 18 bytes; null if there are more or fewer, or the port is 0. */
  static @Nullable Endpoint endpoint(byte @Nullable [] bytes) {
    return bytes != null
            && (bytes.length == IPV4_BYTES + PORT_BYTES || bytes.length == IPV6_BYTES + PORT_BYTES)
        ? endpoint(bytes, 0, bytes.length - PORT_BYTES)
        : null;
  }

  private static @Nullable Endpoint endpoint(byte[] bytes, int from, int ipBytes) {
    int at = from + ipBytes;
    int port = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    return port == 0 ? null : new Endpoint(Bytes.wrap(Arrays.copyOfRange(bytes, from, at)), port);
  }

  static byte[] encode(List<NodeContact> nodes, int ipBytes) {
    int size = NodeId.SIZE_BYTES + ipBytes + PORT_BYTES;
    byte[] bytes = new byte[nodes.size() * size];
    int at = 0;
    for (NodeContact node : nodes) {
      System.arraycopy(node.nodeId().toByteArray(), 0, bytes, at, NodeId.SIZE_BYTES);
      byte[] endpoint = encode(node.endpoint());
      if (endpoint.length != ipBytes + PORT_BYTES) {
        throw new IllegalArgumentException(node + " is of the other address family");
      }
      System.arraycopy(endpoint, 0, bytes, at + NodeId.SIZE_BYTES, endpoint.length);
      at += size;
    }
    return bytes;
  }

  /** The nodes in {@code bytes}; those with port 0, and a rest that is no node, are left out. */
  static List<NodeContact> nodes(byte[] bytes, int ipBytes) {
    int size = NodeId.SIZE_BYTES + ipBytes + PORT_BYTES;
    List<NodeContact> nodes = new ArrayList<>(bytes.length / size);
    for (int at = 0; at + size <= bytes.length; at += size) {
      Endpoint endpoint = endpoint(bytes, at + NodeId.SIZE_BYTES, ipBytes);
      if (endpoint != null) {
        byte[] id = Arrays.copyOfRange(bytes, at, at + NodeId.SIZE_BYTES);
        nodes.add(new NodeContact(NodeId.fromBytes(id), endpoint));
      }
    }
    return nodes;
  }
}
