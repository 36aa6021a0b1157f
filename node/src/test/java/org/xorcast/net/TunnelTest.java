package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

/** What goes through a tunnel, byte by byte, and what does not. */
class TunnelTest {
  private static final InetSocketAddress NAME =
      Addresses.socketAddress(TunnelEnd.of(Endpoint.ofIpv4(0x0b010203, 1).ip(), 5));
  private static final InetSocketAddress ELSEWHERE =
      Addresses.socketAddress(Endpoint.ofIpv4(0x0b010203, 5));

  private final List<String> received = new ArrayList<>();
  private final Tunnels tunnels =
      new Tunnels(
          new Tunnels.Sink() {
            @Override
            public void received(ByteBuf datagram, InetSocketAddress from) {
              assertThat(from).isEqualTo(NAME);
              assertThat(datagram.readerIndex()).as("QUIC reads from 0").isZero();
              received.add(ByteBufUtil.hexDump(datagram));
              datagram.release();
            }

            @Override
            public void receivedAll() {
              received.add("end");
            }
          });
  private final List<Tunnel> ended = new ArrayList<>();
  private final Tunnel tunnel =
      new Tunnel(
          tunnels,
          NAME,
          new Tunnel.Owner() {
            @Override
            public void stands(Tunnel stands) {}

            @Override
            public void ended(Tunnel gone) {
              ended.add(gone);
            }
          });
  private final EmbeddedChannel channel = new EmbeddedChannel(tunnel);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  private String written() {
    tunnels.flush();
    StringBuilder all = new StringBuilder();
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      all.append(ByteBufUtil.hexDump(each));
      each.release();
    }
    return all.toString();
  }

  @Test
  void aDatagramIsItsLengthAndItsBytes() {
    tunnels.add(tunnel);
    assertThat(tunnels.write(new DatagramPacket(bytes("40aabb"), NAME))).isTrue();
    assertThat(tunnels.write(new DatagramPacket(bytes("31" + "00".repeat(299)), NAME))).isTrue();
    assertThat(written()).isEqualTo("000340aabb" + "012c31" + "00".repeat(299));
  }

  @Test
  void severalInOneBufferAreTakenApart() {
    tunnels.add(tunnel);
    assertThat(tunnels.write(new SegmentedDatagramPacket(bytes("40414243444546"), 3, NAME)))
        .isTrue();
    assertThat(written()).isEqualTo("0003404142" + "0003434445" + "000146");
  }

  @Test
  void whatComesInPiecesIsPutTogether() {
    channel.writeInbound(bytes("00"));
    channel.writeInbound(bytes("0340aa"));
    channel.writeInbound(bytes("bb000141000242"));
    channel.writeInbound(bytes("43"));
    assertThat(received).containsExactly("end", "end", "40aabb", "41", "end", "4243", "end");
  }

  @Test
  void aLengthThatIsNoneClosesIt() {
    channel.writeInbound(bytes("0800" + "40".repeat(2048)));
    assertThat(received.getFirst().length()).as("the longest").isEqualTo(2 * 2048);
    received.clear();
    channel.writeInbound(bytes("0801" + "40".repeat(2049)));
    assertThat(channel.isOpen()).isFalse();
    assertThat(ended).containsExactly(tunnel);
    assertThat(received).isEmpty();
    assertThat(tunnels.counters().malformed()).isEqualTo(1);
  }

  @Test
  void aLengthOfNothingClosesItToo() {
    channel.writeInbound(bytes("0000000140"));
    assertThat(channel.isOpen()).isFalse();
    assertThat(tunnels.counters().malformed()).isEqualTo(1);
  }

  @Test
  void whatFindsNoRoomIsDroppedAndCounted() {
    tunnels.add(tunnel);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(100, 1000));
    ByteBuf tooMuch = bytes("40".repeat(800));
    tunnels.write(new DatagramPacket(bytes("41".repeat(800)), NAME));
    tunnels.write(new DatagramPacket(tooMuch, NAME));
    assertThat(channel.isWritable()).isFalse();
    ByteBuf dropped = bytes("42".repeat(800));
    assertThat(tunnels.write(new DatagramPacket(dropped, NAME))).isTrue();
    assertThat(dropped.refCnt()).isZero();
    assertThat(tunnels.counters().dropped()).isEqualTo(1);
    assertThat(written()).isEqualTo("0320" + "41".repeat(800) + "0320" + "40".repeat(800));
    tunnels.write(new DatagramPacket(bytes("43"), NAME));
    assertThat(written()).as("there is room again").isEqualTo("000143");
  }

  @Test
  void onlyWhatIsForItsEndGoesThroughAndStunNever() {
    tunnels.add(tunnel);
    assertThat(tunnels.write(new DatagramPacket(bytes("40"), ELSEWHERE))).isFalse();
    assertThat(tunnels.write(new DatagramPacket(bytes("0001"), NAME))).isFalse();
    assertThat(written()).isEmpty();
  }

  @Test
  void aTunnelThatIsLeftCarriesWhatFlowsThroughTheRelayOnly() {
    tunnels.add(tunnel);
    tunnel.leave();
    assertThat(tunnels.write(new DatagramPacket(bytes("40"), NAME))).isFalse();
    assertThat(tunnels.write(new DatagramPacket(bytes("3100000001aa"), NAME))).isTrue();
    assertThat(written()).isEqualTo("00063100000001aa");
  }

  @Test
  void whatIsForATunnelThatIsNoMoreLeavesByNothing() {
    ByteBuf late = bytes("40");
    assertThat(tunnels.write(new DatagramPacket(late, NAME))).as("taken").isTrue();
    assertThat(late.refCnt()).isZero();
    assertThat(tunnels.counters().dropped()).isEqualTo(1);
  }

  @Test
  void nobodyComesByUdpFromWhereATunnelEnds() {
    Traffic traffic = new Traffic();
    Demux demux = new Demux(traffic, new Ways());
    ByteBuf forged = bytes("40" + "00".repeat(30));
    demux.readFrom(new DatagramPacket(forged, ELSEWHERE, NAME), 0);
    assertThat(forged.refCnt()).isZero();
    assertThat(demux.udpDatagrams()).isZero();
  }
}
