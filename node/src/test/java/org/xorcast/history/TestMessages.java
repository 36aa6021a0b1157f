package org.xorcast.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

/** Messages whose payload follows from their place, so that a reader can tell a wrong one. */
final class TestMessages {
  static final PeerId ALICE = peer(1);
  static final PeerId BOB = peer(2);
  static final long SESSION = 1_700_000_000_000L;

  private TestMessages() {}

  private static PeerId peer(int number) {
    byte[] key = new byte[PeerId.SIZE_BYTES];
    Arrays.fill(key, (byte) number);
    return PeerId.of(key);
  }

  static Kept message(PeerId publisher, long sequence) {
    return message(publisher, SESSION, sequence, null, payload(sequence, 100));
  }

  static Kept message(
      PeerId publisher, long session, long sequence, @Nullable String key, Bytes payload) {
    return new Kept(
        new MessageId(session, sequence),
        publisher,
        session,
        sequence,
        session + sequence,
        null,
        key == null ? null : Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)),
        3,
        Bytes.wrap(("record " + sequence).getBytes(StandardCharsets.UTF_8)),
        payload);
  }

  static Bytes payload(long sequence, int sizeBytes) {
    byte[] payload = new byte[sizeBytes];
    Arrays.fill(payload, (byte) sequence);
    return Bytes.wrap(payload);
  }
}
