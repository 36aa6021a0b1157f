package org.xorcast.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.topic.TopicMessage.Announce;
import org.xorcast.core.topic.TopicMessage.Detach;
import org.xorcast.core.topic.TopicMessage.Group;
import org.xorcast.core.topic.TopicMessage.Locate;
import org.xorcast.core.topic.TopicMessage.Members;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.WireException;

class TopicMessageTest {
  private static final PeerRecord RECORD =
      PeerRecordCodec.sign(TestKeys.identity(1), 5, List.of(Endpoint.ofIpv4(0x0a000007, 4001)));
  private static final String RECORD_HEX = HexFormat.of().formatHex(RECORD.signed().unwrap());
  private static final NodeId KEY = NodeId.fromBytes(HexFormat.of().parseHex("07".repeat(20)));
  private static final Bytes BYE = Bytes.wrap(new byte[] {6});

  private static String hex(TopicMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    assertThat(hex(new Group(0x0102030405060708L, BYE)))
        .isEqualTo("20" + "0102030405060708" + "06");
    assertThat(hex(new Detach(0x0102030405060708L, CloseReason.NOT_SUBSCRIBED)))
        .isEqualTo("21" + "0102030405060708" + "0e");
    assertThat(hex(new Announce(KEY, 180))).isEqualTo("22" + "07".repeat(20) + "b401");
    assertThat(hex(new Locate(KEY, 16))).isEqualTo("23" + "07".repeat(20) + "10");
    assertThat(hex(new Members(KEY, true, List.of(RECORD))))
        .isEqualTo("24" + "07".repeat(20) + "01" + "01" + "71" + RECORD_HEX);
    assertThat(hex(new Members(KEY, false, List.of()))).isEqualTo("24" + "07".repeat(20) + "0000");
  }

  private static List<TopicMessage> samples() {
    return List.of(
        new Group(-1, BYE),
        new Detach(1, CloseReason.LEAVING),
        new Announce(KEY, 0),
        new Announce(KEY, TopicMessage.LIFETIME_MAX_SECONDS),
        new Locate(KEY, 0),
        new Locate(KEY, 16),
        new Members(KEY, true, List.of(RECORD, RECORD)));
  }

  @Test
  void roundTrips() {
    for (TopicMessage message : samples()) {
      assertThat(TopicMessage.decode(message.encode())).isEqualTo(message);
    }
  }

  @Test
  void groupsDoNotNest() {
    Group inner = new Group(1, BYE);
    byte[] frame = new Group(1, Bytes.wrap(inner.encode())).encode();
    assertThatThrownBy(() -> TopicMessage.decode(frame)).isInstanceOf(WireException.class);
    byte[] empty = new Group(1, Bytes.wrap(new byte[0])).encode();
    assertThatThrownBy(() -> TopicMessage.decode(empty)).isInstanceOf(WireException.class);
  }

  @Test
  void damagedFramesNeverDoMoreThanFail() {
    Rng rng = new Rng(7);
    List<TopicMessage> samples = samples();
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = samples.get(rng.nextInt(samples.size())).encode();
      byte type = frame[0];
      frame = Arrays.copyOf(frame, Math.max(1, frame.length - rng.nextInt(3)));
      for (int flips = rng.nextInt(4); flips >= 0; flips--) {
        frame[rng.nextInt(frame.length)] ^= (byte) rng.nextLong();
      }
      frame[0] = type;
      try {
        TopicMessage read = TopicMessage.decode(frame);
        if (!(read instanceof Detach)) { // A reason that is not known here becomes UNKNOWN.
          assertThat(read.encode()).isEqualTo(frame);
        }
      } catch (WireException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
  }
}
