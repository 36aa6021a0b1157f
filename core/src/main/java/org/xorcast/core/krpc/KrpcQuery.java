package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.BencodeWriter;

/**
 * Asks a node.
 *
 * @param id the sender's
 * @param readOnly BEP 43: the sender answers nothing and wants to be in no table
 * @param version the sender's software, null if it does not say
 */
public record KrpcQuery(
    Bytes transaction,
    NodeId id,
    Query query,
    boolean readOnly,
    @Nullable NodeId topic,
    @Nullable Bytes version)
    implements KrpcMessage {

  public byte[] encode() {
    BencodeWriter out = new BencodeWriter().dict().string("a").dict();
    QueryCodec.encodeArguments(query, id, out);
    out.end();
    if (topic != null) {
      out.string("c").string(topic.toByteArray());
    }
    out.string("q").string(query.method());
    if (readOnly) {
      out.string("ro").integer(1);
    }
    out.string("t").string(transaction.unwrap());
    if (version != null) {
      out.string("v").string(version.unwrap());
    }
    return out.string("y").string("q").end().toByteArray();
  }
}
