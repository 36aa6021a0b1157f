package org.xorcast.core.path;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** A question to a STUN server whose answer shows that UDP passes again. Not thread-safe. */
public final class UdpProbe {
  private @Nullable Bytes asked;

  /**
   * A Binding request, 20 bytes.
   *
   * @param transaction 12 bytes that nobody can guess
   */
  public byte[] request(byte[] transaction) {
    Bytes id =
        Bytes.wrap(new Writer(Stun.ID_BYTES).u32(Stun.MAGIC_COOKIE).raw(transaction).toByteArray());
    asked = id;
    return new Stun.Request(id, false).encode();
  }

  /** Whether a datagram that looks like STUN answers the last request; the first does so only. */
  public boolean isAnswer(byte[] datagram) {
    if (asked == null) {
      return false;
    }
    try {
      boolean answers =
          Stun.decode(datagram) instanceof Stun.Response answer && answer.id().equals(asked);
      asked = answers ? null : asked;
      return answers;
    } catch (WireException e) {
      return false;
    }
  }
}
