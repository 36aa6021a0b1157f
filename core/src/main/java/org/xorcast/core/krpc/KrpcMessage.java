package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

/** One datagram of the DHT. Wire formats: docs/protocol/dht.md. */
public sealed interface KrpcMessage permits KrpcQuery, KrpcResponse, KrpcError, MalformedQuery {
  /** Larger datagrams are not looked at. */
  int SIZE_MAX_BYTES = 2048;

  /** The longest transaction id that is echoed. */
  int TRANSACTION_MAX_BYTES = 64;

  /**
   * What we put into {@code v}: two letters for the software (BEP 20), two bytes for its version.
   */
  Bytes VERSION = Bytes.wrap(new byte[] {'X', 'C', 0, 1});

  /** What the querying node chose, and its reply repeats; empty if it chose nothing. */
  Bytes transaction();

  /** BEP 50: which topic's DHT this belongs to, null for the main one. */
  @Nullable NodeId topic();

  /**
   * Reads a datagram.
   *
   * @throws org.xorcast.core.wire.WireException if it is no KRPC: such bytes get no reply
   */
  static KrpcMessage decode(byte[] datagram) {
    return KrpcDecoder.decode(datagram);
  }
}
