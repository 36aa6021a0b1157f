package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.BencodeWriter;

/**
 * The reply to a query that could not be answered.
 *
 * @param code usually one of {@link KrpcErrorCode}
 * @param message for people; Latin-1, at most {@value #MESSAGE_MAX} characters
 * @param observed BEP 42: how the sender sees the receiver, null if it does not say
 * @param version the sender's software, null if it does not say
 */
public record KrpcError(
    Bytes transaction,
    long code,
    String message,
    @Nullable Endpoint observed,
    @Nullable NodeId topic,
    @Nullable Bytes version)
    implements KrpcMessage {
  static final int MESSAGE_MAX = 200;

  public byte[] encode() {
    BencodeWriter out = new BencodeWriter().dict();
    if (topic != null) {
      out.string("c").string(topic.toByteArray());
    }
    out.string("e").list().integer(code).string(message).end();
    if (observed != null) {
      out.string("ip").string(Compact.encode(observed));
    }
    out.string("t").string(transaction.unwrap());
    if (version != null) {
      out.string("v").string(version.unwrap());
    }
    return out.string("y").string("e").end().toByteArray();
  }
}
