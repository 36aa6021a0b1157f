package org.xorcast.sim;

import java.util.HexFormat;
import org.xorcast.core.id.Bytes;

/** A running hash over everything that travelled: equal traces, equal hashes. */
final class TraceHash {
  private long state = 0x243f6a8885a308d3L;

  /** Adds a frame: when it was sent, by whom to whom, its bytes. */
  void frame(long nanos, int from, int to, byte[] head, Bytes body) {
    mix(nanos);
    mix((long) from << 32 | to);
    for (byte b : head) {
      mix(b);
    }
    mix((long) body.length() << 32 | body.hashCode() & 0xffffffffL);
  }

  private void mix(long value) {
    state = (state ^ value) * 0x9e3779b97f4a7c15L;
    state ^= state >>> 29;
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(state);
  }
}
