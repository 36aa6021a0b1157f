package org.xorcast.core.krpc;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.WireException;

/** Reads the envelope that all messages have in common. */
final class KrpcDecoder {
  /** Shorter than any message, as libtorrent has it. */
  private static final int SIZE_MIN_BYTES = 21;

  private static final int VERSION_MAX_BYTES = 32;

  private KrpcDecoder() {}

  static KrpcMessage decode(byte[] datagram) {
    if (datagram.length < SIZE_MIN_BYTES || datagram.length > KrpcMessage.SIZE_MAX_BYTES) {
      throw new WireException("a message of " + datagram.length + " bytes");
    }
    if (datagram[0] != 'd') {
      throw new WireException("not a dictionary");
    }
    Bencode message = Bencode.parse(datagram);
    Bytes transaction = transaction(message);
    NodeId topic = topic(message);
    byte[] kind = message.getString("y");
    if (kind == null || kind.length != 1) {
      throw new WireException("neither query nor response nor error");
    }
    return switch (kind[0]) {
      case 'q' -> query(message, transaction, topic);
      case 'r' -> response(message, transaction, topic);
      case 'e' -> error(message, transaction, topic);
      default -> throw new WireException("neither query nor response nor error");
    };
  }

  private static Bytes transaction(Bencode message) {
    Bencode transaction = message.get("t");
    if (transaction == null) {
      return Bytes.wrap(new byte[0]);
    }
    byte[] bytes = transaction.string();
    if (!transaction.isString() || bytes.length > KrpcMessage.TRANSACTION_MAX_BYTES) {
      throw new WireException("no transaction id, or one of " + bytes.length + " bytes");
    }
    return Bytes.wrap(bytes);
  }

  /** A topic that is none must not pass for a message of the main DHT. */
  private static @Nullable NodeId topic(Bencode message) {
    if (message.get("c") == null) {
      return null;
    }
    NodeId topic = id(message, "c");
    if (topic == null) {
      throw new WireException("a topic that is none");
    }
    return topic;
  }

  /** The 20 bytes under {@code key}, null if there are none. */
  static @Nullable NodeId id(Bencode dict, String key) {
    byte[] bytes = dict.getString(key);
    return bytes == null || bytes.length != NodeId.SIZE_BYTES ? null : NodeId.fromBytes(bytes);
  }

  private static @Nullable Bytes version(Bencode message) {
    byte[] version = message.getString("v");
    return version == null || version.length > VERSION_MAX_BYTES ? null : Bytes.wrap(version);
  }

  private static KrpcMessage query(Bencode message, Bytes transaction, @Nullable NodeId topic) {
    try {
      Bencode arguments = message.get("a");
      if (arguments == null) {
        throw new WireException("no arguments");
      }
      NodeId id = QueryCodec.requiredId(arguments, "id");
      Query query = QueryCodec.decode(message.getString("q"), arguments);
      Long readOnly = message.getInteger("ro");
      return new KrpcQuery(
          transaction, id, query, readOnly != null && readOnly != 0, topic, version(message));
    } catch (WireException e) {
      return new MalformedQuery(transaction, String.valueOf(e.getMessage()), topic);
    }
  }

  private static KrpcMessage response(Bencode message, Bytes transaction, @Nullable NodeId topic) {
    Bencode answer = message.get("r");
    if (answer == null) {
      throw new WireException("a response without answer");
    }
    return new KrpcResponse(
        transaction,
        AnswerCodec.decode(answer),
        Compact.endpoint(message.getString("ip")),
        topic,
        version(message));
  }

  private static KrpcMessage error(Bencode message, Bytes transaction, @Nullable NodeId topic) {
    Bencode error = message.get("e");
    List<Bencode> parts = error == null ? List.of() : error.items();
    int generic = KrpcErrorCode.GENERIC.number();
    byte[] text = parts.size() < 2 ? new byte[0] : parts.get(1).string();
    return new KrpcError(
        transaction,
        parts.isEmpty() ? generic : parts.getFirst().integer(generic),
        QueryCodec.latin1(Arrays.copyOf(text, Math.min(text.length, KrpcError.MESSAGE_MAX))),
        Compact.endpoint(message.getString("ip")),
        topic,
        version(message));
  }
}
