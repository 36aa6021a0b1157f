package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.WireException;

/** BEP 46: the value of a mutable item that says which torrent is its author's newest. */
public final class TorrentPointer {
  private TorrentPointer() {}

  public static Bytes value(NodeId infoHash) {
    return Bytes.wrap(
        new BencodeWriter().dict().string("ih").string(infoHash.toByteArray()).end().toByteArray());
  }

  /** The torrent that {@code value} points at, null if it is no such value. */
  public static @Nullable NodeId infoHash(Bytes value) {
    try {
      return KrpcDecoder.id(Bencode.parse(value.unwrap()), "ih");
    } catch (WireException e) {
      return null;
    }
  }
}
