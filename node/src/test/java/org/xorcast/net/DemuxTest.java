package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemuxTest {
  private static @Nullable Dropped classify(String hex) {
    return Demux.classify(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  @Test
  void knowsDatagramsByTheirFirstBytes() {
    assertThat(classify("00")).isEqualTo(Dropped.STUN);
    assertThat(classify("03ff")).isEqualTo(Dropped.STUN);
    assertThat(classify("04")).isEqualTo(Dropped.UNKNOWN);
    assertThat(classify("30")).isEqualTo(Dropped.PATH_CONTROL);
    assertThat(classify("3100000001")).isEqualTo(Dropped.RELAYED);
    assertThat(classify("6431")).as("d1").isEqualTo(Dropped.KRPC);
    assertThat(classify("6465")).as("de").isEqualTo(Dropped.KRPC);
    assertThat(classify("6480")).as("d and one of our ids").isNull();
    assertThat(classify("40")).isNull();
    assertThat(classify("7f")).isNull();
    assertThat(classify("80")).isEqualTo(Dropped.UNKNOWN);
    assertThat(classify("bf")).isEqualTo(Dropped.UNKNOWN);
    assertThat(classify("c000000001")).isNull();
    assertThat(classify("ff")).isNull();
    assertThat(classify("")).isEqualTo(Dropped.UNKNOWN);
  }

  @Test
  void ourConnectionIdsAreNeverMistakenForBencodeAndAreTold() {
    List<byte[]> chosen = new ArrayList<>();
    ConnectionIds ids = new ConnectionIds(chosen::add);
    for (int i = 0; i < 1000; i++) {
      ByteBuffer server = ids.newId(ConnectionIds.SIZE_BYTES);
      long client = ByteBuffer.wrap(ids.forClient()).getLong();
      assertThat(server.get(0) & 0xff).isGreaterThanOrEqualTo(0x80);
      assertThat(ByteBuffer.wrap(chosen.getLast())).isEqualTo(server);
      assertThat(client >>> 56).isGreaterThanOrEqualTo(0x80);
    }
  }
}
