package org.xorcast.core.path;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What is said in datagrams of its own, outside of any link. Formats: docs/protocol/path.md. */
sealed interface PathMessage {
  /** The first byte of all of them. */
  int FIRST_BYTE = 0x30;

  /** None is longer. */
  int SIZE_MAX_BYTES = 64;

  /** What a transaction has, in bytes, drawn at random. */
  int TRANSACTION_BYTES = 12;

  /** What proves that an address gets what is sent there, in bytes, drawn at random. */
  int NONCE_BYTES = 16;

  /** Sent to somebody who wants to know whether a stranger's packet reaches him. */
  record DialBack(Bytes nonce) implements PathMessage {}

  /**
   * Are you there, along this way?
   *
   * @param tag the receiver's number for the link
   * @param mac by the receiver's key
   */
  record Ping(Bytes transaction, long tag, Bytes mac) implements PathMessage {}

  /**
   * I am.
   *
   * @param observed where the ping came from, as far as its receiver could see
   * @param mac by the receiver's key
   */
  record Pong(Bytes transaction, long tag, Endpoint observed, Bytes mac) implements PathMessage {}

  /** Let me speak to {@code target}, who has a reservation with you. */
  record Open(Bytes transaction, PeerId target) implements PathMessage {}

  /** You may, with this flow. */
  record Opened(Bytes transaction, int flow) implements PathMessage {}

  /** You may not. */
  record Refused(Bytes transaction, Refusal refusal) implements PathMessage {}

  /** Why a relay did not. */
  enum Refusal {
    /** The peer holds no reservation there. */
    NOT_HERE,
    /** As many speak to the peer, or through the relay, as may. */
    FULL
  }

  default byte[] encode() {
    Writer writer = new Writer(SIZE_MAX_BYTES).u8(FIRST_BYTE);
    switch (this) {
      case DialBack m -> writer.u8(4).raw(m.nonce.unwrap());
      case Ping m -> writer.u8(5).raw(m.transaction.unwrap()).u64(m.tag).raw(m.mac.unwrap());
      case Pong m ->
          writer
              .u8(6)
              .raw(m.transaction.unwrap())
              .u64(m.tag)
              .endpoint(m.observed)
              .raw(m.mac.unwrap());
      case Open m -> writer.u8(9).raw(m.transaction.unwrap()).peerId(m.target);
      case Opened m -> writer.u8(10).raw(m.transaction.unwrap()).u32(m.flow);
      case Refused m -> writer.u8(11).raw(m.transaction.unwrap()).u8(m.refusal.ordinal());
    }
    return writer.toByteArray();
  }

  /**
   * @throws WireException if it is none of these
   */
  static PathMessage decode(byte[] datagram) {
    Reader reader = new Reader(datagram);
    if (reader.u8() != FIRST_BYTE) {
      throw new WireException("not about a path");
    }
    int type = reader.u8();
    PathMessage message =
        switch (type) {
          case 4 -> new DialBack(Bytes.wrap(reader.raw(NONCE_BYTES)));
          case 5 -> new Ping(transaction(reader), reader.u64(), mac(reader));
          case 6 -> new Pong(transaction(reader), reader.u64(), reader.endpoint(), mac(reader));
          case 9 -> new Open(transaction(reader), reader.peerId());
          case 10 -> new Opened(transaction(reader), reader.u32());
          case 11 -> new Refused(transaction(reader), reader.enumOf(Refusal.values()));
          default -> throw new WireException("path message of unknown type " + type);
        };
    reader.end();
    return message;
  }

  private static Bytes transaction(Reader reader) {
    return Bytes.wrap(reader.raw(TRANSACTION_BYTES));
  }

  private static Bytes mac(Reader reader) {
    return Bytes.wrap(reader.raw(PathKey.MAC_BYTES));
  }
}
