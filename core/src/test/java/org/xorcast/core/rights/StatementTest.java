package org.xorcast.core.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;

class StatementTest {
  private static final Identity OWNER = TestKeys.identity(1);
  private static final PeerId PEER = TestKeys.identity(2).peerId();
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);
  private static final Limits LIMITS = new Limits(10, 300, 1000);
  private static final Grant GRANT = Grant.sign(OWNER, GROUP, PEER, 7, LIMITS, 1_000_000);
  private static final Revocation REVOCATION = Revocation.sign(OWNER, GROUP, PEER, 300, 5);

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.unwrap());
  }

  private static String hex(RightsMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    assertThat(hex(GRANT.signed()))
        .startsWith("31" + "00".repeat(32) + PEER + "07" + "0a" + "ac02" + "e807" + "c0843d")
        .hasSize(2 * (1 + 32 + 32 + 1 + 1 + 2 + 2 + 3 + 64));
    assertThat(hex(REVOCATION.signed()))
        .startsWith("32" + "00".repeat(32) + PEER + "ac02" + "05")
        .hasSize(2 * (1 + 32 + 32 + 2 + 1 + 64));
    assertThat(hex(new RightsMessage.Told(true, List.of(REVOCATION))))
        .isEqualTo("18" + "01" + "01" + "8401" + hex(REVOCATION.signed()));
    assertThat(hex(new RightsMessage.Told(false, List.of()))).isEqualTo("180000");
    assertThat(hex(new RightsMessage.Digest(true, List.of(1L, 2L, -1L))))
        .isEqualTo("1803" + "0000000000000001" + "0000000000000002" + "ffffffffffffffff");
    assertThat(hex(new RightsMessage.Wanted(PEER))).isEqualTo("1804" + PEER);
  }

  private static List<RightsMessage> samples() {
    return List.of(
        new RightsMessage.Told(true, List.of(GRANT, REVOCATION)),
        new RightsMessage.Told(false, List.of(GRANT)),
        new RightsMessage.Told(true, List.of()),
        new RightsMessage.Digest(false, List.of(0L, 9L, -7L)),
        new RightsMessage.Digest(true, List.of(0L, 9L, -7L)),
        new RightsMessage.Wanted(PEER));
  }

  private static RightsMessage decode(byte[] frame) {
    Reader reader = new Reader(frame);
    reader.u8();
    RightsMessage message = RightsMessage.read(reader);
    reader.end();
    return message;
  }

  @Test
  void roundTrips() {
    assertThat(Statement.decode(GRANT.signed().unwrap())).isEqualTo(GRANT);
    assertThat(Statement.decode(REVOCATION.signed().unwrap())).isEqualTo(REVOCATION);
    for (RightsMessage message : samples()) {
      assertThat(decode(message.encode())).isEqualTo(message);
    }
  }

  @Test
  void damagedFramesNeverDoMoreThanFail() {
    Rng rng = new Rng(11);
    List<RightsMessage> samples = samples();
    int readable = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = samples.get(rng.nextInt(samples.size())).encode();
      byte type = frame[0];
      frame = Arrays.copyOf(frame, Math.max(1, frame.length - rng.nextInt(3)));
      for (int flips = rng.nextInt(4); flips >= 0; flips--) {
        frame[rng.nextInt(frame.length)] ^= (byte) rng.nextLong();
      }
      frame[0] = type;
      try {
        assertThat(decode(frame).encode()).isEqualTo(frame);
        readable++;
      } catch (WireException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
    assertThat(readable).isBetween(1, 49_999);
  }

  @Test
  void everyChangedByteIsNoticed() {
    for (Statement statement : List.of(GRANT, REVOCATION)) {
      byte[] good = statement.signed().unwrap();
      assertThat(Statement.decode(good).verify(OWNER.peerId(), TestKeys.verifier())).isTrue();
      assertThat(Statement.decode(good).verify(PEER, TestKeys.verifier())).isFalse();
      for (int i = 0; i < good.length; i++) {
        byte[] bad = good.clone();
        bad[i] ^= 1;
        boolean accepted;
        try {
          accepted = Statement.decode(bad).verify(OWNER.peerId(), TestKeys.verifier());
        } catch (WireException e) {
          accepted = false;
        }
        assertThat(accepted).as("byte %s", i).isFalse();
      }
    }
  }

  @Test
  void limitsHaveRanges() {
    assertThatThrownBy(() -> new Limits(0, 1, 1)).hasMessageContaining("messages a second are 1");
    assertThatThrownBy(() -> new Limits(1, 1, (16 << 20) + 1))
        .hasMessageContaining("bytes of the largest message are 1 to 16777216");
  }
}
