package org.xorcast.core.krpc;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.Sha1;

/** BEP 44: a value under its own hash, so nobody can put another in its place. */
public final class ImmutableItem {
  /** The longest value, encoded, that nodes keep. */
  public static final int VALUE_MAX_BYTES = 1000;

  private ImmutableItem() {}

  /**
   * Where {@code value} lies.
   *
   * @param value in bencode
   */
  public static NodeId target(Bytes value) {
    return NodeId.fromBytes(Sha1.of(value.unwrap()));
  }
}
