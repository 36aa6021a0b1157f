package org.xorcast.core.krpc;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;

/**
 * BEP 42: node ids whose first 21 bits follow from the address, so that nobody chooses his place in
 * the key space. An address has eight such places.
 */
public final class SecureNodeId {
  private static final byte[] IPV4_MASK = HexFormat.of().parseHex("030f3fff");
  private static final byte[] IPV6_MASK = HexFormat.of().parseHex("0103070f1f3f7fff");

  /** The bits of the third byte that still belong to the prefix. */
  private static final int THIRD_MASK = 0xf8;

  private static final int LAST = NodeId.SIZE_BYTES - 1;

  private SecureNodeId() {}

  /** An id for a node that others see at {@code ip}, 4 or 16 bytes. */
  public static NodeId generate(Bytes ip, Rng rng) {
    byte[] id = rng.nextNodeId().toByteArray();
    int crc = prefix(ip, id[LAST]);
    id[0] = (byte) (crc >>> 24);
    id[1] = (byte) (crc >>> 16);
    id[2] = (byte) ((crc >>> 8 & THIRD_MASK) | (id[2] & ~THIRD_MASK));
    return NodeId.fromBytes(id);
  }

  /** Whether {@code id} belongs to this address, or the address needs no such id. */
  public static boolean matches(NodeId id, Endpoint endpoint) {
    if (endpoint.isLoopback() || endpoint.isLocal()) {
      return true;
    }
    byte[] bytes = id.toByteArray();
    int crc = prefix(endpoint.ip(), bytes[LAST]);
    return bytes[0] == (byte) (crc >>> 24)
        && bytes[1] == (byte) (crc >>> 16)
        && (bytes[2] & THIRD_MASK) == (crc >>> 8 & THIRD_MASK);
  }

  private static int prefix(Bytes ip, int random) {
    byte[] mask = ip.length() == IPV4_MASK.length ? IPV4_MASK : IPV6_MASK;
    byte[] masked = Arrays.copyOf(ip.unwrap(), mask.length);
    for (int i = 0; i < mask.length; i++) {
      masked[i] &= mask[i];
    }
    masked[0] |= (byte) ((random & 7) << 5);
    CRC32C crc = new CRC32C();
    crc.update(masked);
    return (int) crc.getValue();
  }
}
