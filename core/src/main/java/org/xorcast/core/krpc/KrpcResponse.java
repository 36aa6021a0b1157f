package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.BencodeWriter;

/**
 * The reply to a query that could be answered.
 *
 * @param observed BEP 42: how the sender sees the receiver, null if it does not say
 * @param version the sender's software, null if it does not say
 */
public record KrpcResponse(
    Bytes transaction,
    Answer answer,
    @Nullable Endpoint observed,
    @Nullable NodeId topic,
    @Nullable Bytes version)
    implements KrpcMessage {

  public byte[] encode() {
    BencodeWriter out = new BencodeWriter().dict();
    if (topic != null) {
      out.string("c").string(topic.toByteArray());
    }
    if (observed != null) {
      out.string("ip").string(Compact.encode(observed));
    }
    out.string("r");
    AnswerCodec.encode(answer, out);
    out.string("t").string(transaction.unwrap());
    if (version != null) {
      out.string("v").string(version.unwrap());
    }
    return out.string("y").string("r").end().toByteArray();
  }
}
