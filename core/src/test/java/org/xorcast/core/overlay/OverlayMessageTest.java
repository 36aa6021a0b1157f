package org.xorcast.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.overlay.OverlayMessage.Bye;
import org.xorcast.core.overlay.OverlayMessage.Find;
import org.xorcast.core.overlay.OverlayMessage.Hello;
import org.xorcast.core.overlay.OverlayMessage.Nodes;
import org.xorcast.core.overlay.OverlayMessage.Ping;
import org.xorcast.core.overlay.OverlayMessage.Pong;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.WireException;

class OverlayMessageTest {
  private static final Endpoint HERE = Endpoint.ofIpv4(0x0a000007, 4001);
  private static final PeerRecord RECORD =
      PeerRecordCodec.sign(TestKeys.identity(1), 5, List.of(HERE));
  private static final String RECORD_HEX = HexFormat.of().formatHex(RECORD.signed().unwrap());
  private static final Bytes NETWORK = Bytes.wrap(new byte[32]);
  private static final Statement MEMBERSHIP =
      Grant.sign(
          TestKeys.identity(9),
          NETWORK,
          TestKeys.identity(1).peerId(),
          1,
          new Limits(1, 1, 1),
          1000);

  private static String hex(OverlayMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    assertThat(hex(new Hello(1, NETWORK, RECORD, HERE, null)))
        .isEqualTo("0101" + "00".repeat(32) + "71" + RECORD_HEX + "01" + "040a0000070fa1");
    assertThat(hex(new Hello(1, NETWORK, RECORD, null, null))).endsWith(RECORD_HEX + "00");
    assertThat(hex(new Hello(1, NETWORK, RECORD, null, MEMBERSHIP)))
        .endsWith(
            RECORD_HEX + "00" + "8701" + HexFormat.of().formatHex(MEMBERSHIP.signed().unwrap()));
    assertThat(hex(new Find(300, NodeId.fromBytes(new byte[20]))))
        .isEqualTo("02ac02" + "00".repeat(20));
    assertThat(hex(new Nodes(1, List.of(RECORD)))).isEqualTo("030101" + "71" + RECORD_HEX);
    assertThat(hex(new Ping(258, false))).isEqualTo("04000000000000010200");
    assertThat(hex(new Ping(258, true))).isEqualTo("04000000000000010201");
    assertThat(hex(new Pong(258))).isEqualTo("050000000000000102");
    assertThat(hex(new Bye())).isEqualTo("06");
    assertThat(hex(new OverlayMessage.RecordUpdate(RECORD))).isEqualTo("0771" + RECORD_HEX);
  }

  @Test
  void roundTrips() {
    for (OverlayMessage message : samples()) {
      assertThat(OverlayMessage.decode(message.encode())).isEqualTo(message);
    }
  }

  private static List<OverlayMessage> samples() {
    return List.of(
        new Hello(1, NETWORK, RECORD, HERE, null),
        new Hello(7, NETWORK, RECORD, null, null),
        new Hello(1, NETWORK, RECORD, HERE, MEMBERSHIP),
        new Find(Long.MAX_VALUE, NodeId.of(TestKeys.identity(2).peerId())),
        new Nodes(0, List.of()),
        new Nodes(9, List.of(RECORD, RECORD)),
        new Ping(-1, true),
        new Pong(0),
        new Bye(),
        new OverlayMessage.RecordUpdate(RECORD));
  }

  @Test
  void damagedFramesNeverDoMoreThanFail() {
    Rng rng = new Rng(6);
    List<OverlayMessage> samples = samples();
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = samples.get(rng.nextInt(samples.size())).encode();
      byte type = frame[0];
      frame = Arrays.copyOf(frame, Math.max(1, frame.length - rng.nextInt(3)));
      for (int flips = rng.nextInt(4); flips >= 0; flips--) {
        frame[rng.nextInt(frame.length)] ^= (byte) rng.nextLong();
      }
      frame[0] = type;
      try {
        assertThat(OverlayMessage.decode(frame).encode()).isEqualTo(frame);
      } catch (WireException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
  }
}
