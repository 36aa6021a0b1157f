package org.xorcast.sim.nat;

import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.id.Bytes;

/** What one host sends to another. */
sealed interface Packet {
  /** Bytes of UDP payload that QUIC's packets of a handshake have. */
  int HANDSHAKE_BYTES = 1200;

  /** As a relay counts it. */
  int sizeBytes();

  /** About paths. */
  record Datagram(Bytes bytes) implements Packet {
    @Override
    public int sizeBytes() {
      return bytes.length();
    }
  }

  /** The first packets of a connection. */
  record Hello(LinkEnd from) implements Packet {
    @Override
    public int sizeBytes() {
      return HANDSHAKE_BYTES;
    }
  }

  /** The answer to them. */
  record HelloBack(LinkEnd from) implements Packet {
    @Override
    public int sizeBytes() {
      return HANDSHAKE_BYTES;
    }
  }

  /** A piece of what a link carries in order and without loss. */
  record Piece(LinkEnd from, int number, Cargo cargo, long firstNanos, int attempt)
      implements Packet {
    @Override
    public int sizeBytes() {
      return cargo.sizeBytes();
    }

    Piece again() {
      return new Piece(from, number, cargo, firstNanos, attempt + 1);
    }
  }

  /** What is in a piece. */
  sealed interface Cargo {
    int sizeBytes();
  }

  /** The handshake is over at the dialling end too. */
  record Finished() implements Cargo {
    @Override
    public int sizeBytes() {
      return HANDSHAKE_BYTES;
    }
  }

  /**
   * @param bodyBytes the payload in it
   */
  record Frame(Bytes bytes, int bodyBytes) implements Cargo {
    @Override
    public int sizeBytes() {
      return bytes.length();
    }
  }

  /** The link ends. */
  record Close(CloseReason reason) implements Cargo {
    @Override
    public int sizeBytes() {
      return HANDSHAKE_BYTES;
    }
  }
}
