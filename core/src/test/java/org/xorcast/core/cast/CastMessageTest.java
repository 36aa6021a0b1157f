package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Cover;
import org.xorcast.core.cast.CastMessage.Digest;
import org.xorcast.core.cast.CastMessage.IHave;
import org.xorcast.core.cast.CastMessage.IWant;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.OfState;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.cast.CastMessage.Reason;
import org.xorcast.core.cast.CastMessage.Receipt;
import org.xorcast.core.cast.CastMessage.Relayed;
import org.xorcast.core.cast.CastMessage.Seen;
import org.xorcast.core.cast.CastMessage.Tally;
import org.xorcast.core.cast.CastMessage.Vector;
import org.xorcast.core.cast.StateMessage.Compare;
import org.xorcast.core.cast.StateMessage.Entry;
import org.xorcast.core.cast.StateMessage.Listed;
import org.xorcast.core.cast.StateMessage.Summary;
import org.xorcast.core.engine.Batch;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

class CastMessageTest {
  private static final MessageId ID = new MessageId(1, 2);
  private static final String ID_HEX = "00000000000000010000000000000002";
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  private static MessageRecord record(int size, @Nullable String name) {
    Bytes root = size > 4096 ? Bytes.wrap(new byte[32]) : MerkleTree.rootOfOne(new byte[size]);
    return MessageRecord.sign(
        TestKeys.identity(1), GROUP, 1000, 7, 2000, 600, size, 12, root, name);
  }

  private static MessageRecord withReceipt(int deadlineMillis, boolean ids) {
    ReceiptRequest receipt = new ReceiptRequest(deadlineMillis, ids);
    Bytes root = MerkleTree.rootOfOne(new byte[3]);
    return MessageRecord.sign(
        TestKeys.identity(1), GROUP, 1000, 7, 2000, 600, receipt, 3, 12, root, null, null);
  }

  private static MessageRecord value(int size, @Nullable String name, String key) {
    Bytes root = size > 4096 ? Bytes.wrap(new byte[32]) : MerkleTree.rootOfOne(new byte[size]);
    return MessageRecord.sign(
        TestKeys.identity(1), GROUP, 1000, 7, 2000, 600, null, size, 12, root, name, key);
  }

  private static byte[] batch(int first, int sequence) {
    return new Writer()
        .u8(first)
        .peerId(TestKeys.identity(1).peerId())
        .varint(1000)
        .varint(sequence)
        .varint(0)
        .raw(new byte[64])
        .toByteArray();
  }

  @Test
  void aBatchIsOfOneChunkWithoutNameReceiptOrSequenceBelowItsNumber() {
    byte[] three = Batch.pack(Collections.nCopies(3, Bytes.wrap(new byte[5]))).unwrap();
    MessageRecord record = MessageRecord.decode(batch(0x40, 3), three);
    assertThat(record.batch()).isEqualTo(new Batch(3, 5));
    assertThat(record.firstSequence()).isEqualTo(1);
    assertThat(record.messageCount()).isEqualTo(3);
    assertThat(record.largestBytes()).isEqualTo(5);
    assertThatThrownBy(() -> MessageRecord.decode(batch(0x40, 2), three))
        .isInstanceOf(WireException.class);
    for (int flag : new int[] {1, 2, 8, 0x10, 0x20, 0x80}) {
      assertThatThrownBy(() -> MessageRecord.decode(batch(0x40 | flag, 3), three))
          .as("flag %x", flag)
          .isInstanceOf(WireException.class);
    }
    byte[] large = Batch.pack(Collections.nCopies(2, Bytes.wrap(new byte[1 << 15]))).unwrap();
    assertThatThrownBy(() -> MessageRecord.decode(batch(0x40, 3), large))
        .isInstanceOf(WireException.class);
  }

  private static String hex(CastMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    MessageRecord record = record(3, "a.txt");
    String signed = HexFormat.of().formatHex(record.signed().unwrap());
    assertThat(signed)
        .startsWith("21" + TestKeys.identity(1).peerId() + "e807" + "07" + "e807" + "05612e747874")
        .hasSize(2 * (1 + 32 + 2 + 1 + 2 + 6 + 64));
    String ofMany = HexFormat.of().formatHex(record(10_000, null).signed().unwrap());
    assertThat(ofMany)
        .startsWith(
            "22"
                + TestKeys.identity(1).peerId()
                + "e807"
                + "07"
                + "e807"
                + "904e"
                + "0c"
                + "00".repeat(32))
        .hasSize(2 * (1 + 32 + 2 + 1 + 2 + 2 + 1 + 32 + 64));
    assertThat(record.id(GROUP)).hasToString("9fd2ee1630c357f7d8fcff6db7134f20");
    assertThat(hex(new Push(Mode.TREE, 159, 2, record, 0, List.of(), Bytes.wrap(new byte[3]))))
        .isEqualTo("10" + "00" + "9f" + "02" + "6c" + signed);
    assertThat(hex(new Ack(ID, 0, Code.HAVE))).isEqualTo("11" + ID_HEX + "01" + "01");
    assertThat(hex(new Ack(ID, 0, Code.HAVE, 24))).isEqualTo("11" + ID_HEX + "01" + "c1");
    assertThat(hex(new Ack(ID, CastMessage.WHOLE, Code.NEW))).isEqualTo("11" + ID_HEX + "0000");
    assertThat(hex(new IHave(List.of(new Announcement(ID, Reason.EXCHANGE)))))
        .isEqualTo("1201" + ID_HEX + "02");
    assertThat(hex(new Probe(ID, 4, 160))).isEqualTo("13" + ID_HEX + "05a0");
    assertThat(hex(new Cover(ID, 4, 158, NodeId.fromBytes(new byte[20]))))
        .isEqualTo("17" + ID_HEX + "059e" + "00".repeat(20));
    assertThat(hex(new IWant(ID, bits(0)))).isEqualTo("14" + ID_HEX + "0101");
    assertThat(hex(new IWant(ID, bits(0, 9)))).isEqualTo("14" + ID_HEX + "020102");
    assertThat(HexFormat.of().formatHex(withReceipt(100, true).signed().unwrap()))
        .startsWith("28" + TestKeys.identity(1).peerId() + "e807" + "07" + "e807" + "c901")
        .hasSize(2 * (1 + 32 + 2 + 1 + 2 + 2 + 64));
    assertThat(HexFormat.of().formatHex(value(3, "a", "light").signed().unwrap()))
        .startsWith(
            "31" + TestKeys.identity(1).peerId() + "e807" + "07" + "e807" + "0161" + "056c69676874")
        .hasSize(2 * (1 + 32 + 2 + 1 + 2 + 2 + 6 + 64));
    assertThat(hex(new Receipt(ID, 300, 4, Tally.COMPLETE, List.of())))
        .isEqualTo("19" + ID_HEX + "ac02" + "04" + "01" + "00");
    Bytes two = Batch.pack(List.of(Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[] {2, 3})));
    MessageRecord batch =
        MessageRecord.signBatch(TestKeys.identity(1), GROUP, 1000, 7, 2000, 600, two);
    assertThat(HexFormat.of().formatHex(batch.signed().unwrap()))
        .startsWith("40" + TestKeys.identity(1).peerId() + "e807" + "07" + "e807")
        .hasSize(2 * (1 + 32 + 2 + 1 + 2 + 64));
    assertThat(batch.id(GROUP)).hasToString("ff82f0c88d350304fd687e97f649772f");
    Receipt receipt = new Receipt(ID, 300, 4, Tally.COMPLETE, List.of());
    assertThat(
            hex(new Relayed(TestKeys.identity(1).peerId(), TestKeys.identity(2).peerId(), receipt)))
        .isEqualTo(
            "1a"
                + TestKeys.identity(1).peerId()
                + TestKeys.identity(2).peerId()
                + ID_HEX
                + "ac02"
                + "04"
                + "01"
                + "00");
    assertThat(hex(new Digest(-1))).isEqualTo("15ffffffffffffffff");
    assertThat(hex(new Vector(300, true, List.of(new Seen(5, 1000, 41, bits(1))))))
        .isEqualTo("16" + "ac02" + "01" + "01" + "0000000000000005" + "e807" + "29" + "0102");
  }

  @Test
  void goldenBytesOfState() {
    assertThat(hex(new OfState(new Summary(-2)))).isEqualTo("0f" + "00" + "fffffffffffffffe");
    List<Long> hashes = LongStream.range(0, 64).boxed().toList();
    assertThat(hex(new OfState(new Compare(false, hashes))))
        .startsWith("0f" + "01" + "0000000000000000" + "0000000000000001")
        .hasSize(2 * (2 + 64 * 8));
    assertThat(hex(new OfState(new Compare(true, hashes)))).startsWith("0f" + "02");
    assertThat(
            hex(new OfState(new Listed(false, true, 5, List.of(new Entry(9, 1000, 7, 300, ID))))))
        .isEqualTo(
            "0f"
                + "06"
                + "0000000000000005"
                + "01"
                + "0000000000000009"
                + "e807"
                + "07"
                + "ac02"
                + ID_HEX);
  }

  @Test
  void keysAreNames() {
    MessageRecord longest = value(3, null, "k".repeat(255));
    assertThat(MessageRecord.decode(longest.signed().unwrap(), new byte[3])).isEqualTo(longest);
    for (String bad : new String[] {"", " ", "a\nb", "k".repeat(256)}) {
      byte[] signed = value(3, null, bad).signed().unwrap();
      assertThatThrownBy(() -> MessageRecord.decode(signed, new byte[3]))
          .isInstanceOf(WireException.class);
    }
  }

  private static List<CastMessage> samples() {
    MessageRecord small = record(3, null);
    MessageRecord large = record(10_000, "naïve name.bin");
    Bytes hash = Bytes.wrap(new byte[32]);
    return List.of(
        new Push(Mode.TREE, 160, 255, small, 0, List.of(), Bytes.wrap(new byte[3])),
        new Push(Mode.PULLED, 0, 1, large, 2, List.of(hash, hash), Bytes.wrap(new byte[1808])),
        new Ack(ID, 3, Code.REFUSED),
        new Ack(ID, 0, Code.NEW, 31),
        new Ack(ID, 0, Code.MENDED, 0),
        new IHave(List.of()),
        new IHave(
            List.of(
                new Announcement(ID, Reason.CROSS_LINK),
                new Announcement(ID, Reason.CROSS_LINK_LARGE))),
        new Probe(ID, CastMessage.WHOLE, 0),
        new Cover(ID, CastMessage.WHOLE, 7, NodeId.fromBytes(new byte[20])),
        new IWant(ID, bits(4095)),
        new Push(
            Mode.TREE, 9, 1, withReceipt(60_000, false), 0, List.of(), Bytes.wrap(new byte[3])),
        new Receipt(ID, 0, 255, Tally.REFUSED, List.of()),
        new Relayed(
            TestKeys.identity(1).peerId(),
            TestKeys.identity(2).peerId(),
            new Receipt(ID, 9, 3, Tally.PARTIAL, List.of(TestKeys.identity(3).peerId()))),
        new Receipt(
            ID,
            70,
            2,
            Tally.CONTINUED,
            List.of(TestKeys.identity(1).peerId(), TestKeys.identity(2).peerId())),
        new Push(Mode.TREE, 9, 1, value(3, null, "ключ"), 0, List.of(), Bytes.wrap(new byte[3])),
        new Push(
            Mode.PULLED,
            9,
            1,
            value(10_000, "n", "k"),
            1,
            List.of(hash),
            Bytes.wrap(new byte[4096])),
        new OfState(new Summary(77)),
        new OfState(new Compare(true, Collections.nCopies(64, -5L))),
        new OfState(new Listed(true, false, -1, List.of())),
        new OfState(
            new Listed(
                false,
                false,
                1,
                List.of(new Entry(-9, 1, 1, 0, ID), new Entry(9, 5, 1 << 20, 864_000, ID)))),
        new Digest(0),
        new Vector(0, false, List.of()),
        new Vector(9, true, List.of(new Seen(-5, 1, 2, bits(0, 8191)))));
  }

  /** The whole frame: a push's body follows its head. */
  private static byte[] frame(CastMessage message) {
    byte[] head = message.encode();
    byte[] body = message instanceof Push push ? push.body().unwrap() : new byte[0];
    byte[] frame = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, frame, head.length, body.length);
    return frame;
  }

  @Test
  void roundTrips() {
    for (CastMessage message : samples()) {
      assertThat(CastMessage.decode(frame(message))).isEqualTo(message);
    }
  }

  @Test
  void damagedFramesNeverDoMoreThanFail() {
    Rng rng = new Rng(9);
    List<CastMessage> samples = samples();
    for (int i = 0; i < 100_000; i++) {
      byte[] frame = frame(samples.get(rng.nextInt(samples.size())));
      byte type = frame[0];
      frame = Arrays.copyOf(frame, Math.max(1, frame.length - rng.nextInt(3)));
      for (int flips = rng.nextInt(4); flips >= 0; flips--) {
        frame[rng.nextInt(Math.min(300, frame.length))] ^= (byte) rng.nextLong();
      }
      frame[0] = type;
      try {
        assertThat(frame(CastMessage.decode(frame))).isEqualTo(frame);
      } catch (WireException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
  }

  @Test
  void recordsVerifyInTheirGroupOnly() {
    MessageRecord record = record(3, null);
    assertThat(record.verify(GROUP, TestKeys.verifier())).isTrue();
    byte[] other = new byte[32];
    other[5] = 1;
    assertThat(record.verify(Bytes.wrap(other), TestKeys.verifier())).isFalse();
    assertThat(record.id(Bytes.wrap(other))).isNotEqualTo(record.id(GROUP));
  }

  @Test
  void everyChangedByteOfARecordIsNoticed() {
    byte[] good = value(3, "x", "y").signed().unwrap();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      boolean accepted;
      try {
        accepted = MessageRecord.decode(bad, new byte[3]).verify(GROUP, TestKeys.verifier());
      } catch (WireException e) {
        accepted = false;
      }
      assertThat(accepted).as("byte %s", i).isFalse();
    }
  }

  @Test
  void chunksAddUpToTheSize() {
    for (int size : new int[] {1, 4095, 4096, 4097, 8192, 1_000_000, 16 << 20}) {
      MessageRecord record = record(size, null);
      int sum = 0;
      for (int i = 0; i < record.chunkCount(); i++) {
        assertThat(record.chunkLength(i)).isBetween(1, 4096);
        sum += record.chunkLength(i);
      }
      assertThat(sum).isEqualTo(size);
    }
  }

  @Test
  void refusesSizesBeyondTheLimit() {
    MessageRecord tooLarge = record((16 << 20) + 1, null);
    assertThatThrownBy(() -> MessageRecord.decode(tooLarge.signed().unwrap(), new byte[0]))
        .hasMessageContaining("over the limit 16777216");
    MessageRecord empty = record(0, null);
    assertThatThrownBy(() -> MessageRecord.decode(empty.signed().unwrap(), new byte[0]))
        .hasMessageContaining("start at 1");
  }
}
