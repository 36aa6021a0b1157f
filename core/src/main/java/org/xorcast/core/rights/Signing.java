package org.xorcast.core.rights;

import java.nio.charset.StandardCharsets;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Writer;

/** What all statements have in common when they are made. */
final class Signing {
  private static final byte[] CONTEXT = "xorcast right 1\0".getBytes(StandardCharsets.US_ASCII);

  private Signing() {}

  static Writer head(int format, Bytes group, PeerId peer, long serial) {
    if (group.length() != Statement.GROUP_BYTES) {
      throw new IllegalArgumentException("a group's id has 32 bytes, this has " + group.length());
    }
    return new Writer(Statement.SIZE_MAX_BYTES)
        .u8(format)
        .raw(group.unwrap())
        .peerId(peer)
        .varint(serial);
  }

  /** The whole encoding: {@code body} and the signature. */
  static Bytes sign(Identity owner, Writer body) {
    byte[] signature = owner.sign(input(body.toByteArray()));
    return Bytes.wrap(body.raw(signature).toByteArray());
  }

  static byte[] input(byte[] body) {
    return new Writer(CONTEXT.length + body.length).raw(CONTEXT).raw(body).toByteArray();
  }
}
