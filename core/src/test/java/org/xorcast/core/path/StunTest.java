package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.wire.WireException;

class StunTest {
  /** RFC 5769, 2.1: with SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, integrity, FINGERPRINT. */
  private static final String REQUEST =
      "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e00"
          + "01ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2"
          + "b5b2d3f249c1b571a280280004e57a3bcf";

  /** RFC 5769, 2.2. */
  private static final String IPV4_RESPONSE =
      "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112"
          + "a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

  /** RFC 5769, 2.3. */
  private static final String IPV6_RESPONSE =
      "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113"
          + "a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb"
          + "0b4c";

  private static final String HEX_ID = "2112a442b7e7a701bc34d686fa87dfae";
  private static final Bytes ID = bytes(HEX_ID);
  private static final Endpoint IPV4 = new Endpoint(bytes("c0000201"), 32853);
  private static final Endpoint IPV6 =
      new Endpoint(bytes("20010db8123456780011223344556677"), 32853);

  private static Bytes bytes(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static Stun decode(String hex) {
    return Stun.decode(bytes(hex).unwrap());
  }

  private static String encode(Stun message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void readsTheExamplesOfRfc5769() {
    assertThat(decode(REQUEST)).isEqualTo(new Stun.Request(ID, true));
    assertThat(decode(IPV4_RESPONSE)).isEqualTo(new Stun.Response(ID, IPV4));
    assertThat(decode(IPV6_RESPONSE)).isEqualTo(new Stun.Response(ID, IPV6));
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE})
  void theExamplesAreCopiedRight(String hex) {
    byte[] message = bytes(hex).unwrap();
    CRC32 crc = new CRC32();
    crc.update(message, 0, message.length - 8);
    int fingerprint = ByteBuffer.wrap(message).getInt(message.length - 4);
    assertThat((int) crc.getValue() ^ 0x5354554e).isEqualTo(fingerprint);
  }

  @Test
  void writesWhatTheExamplesHaveWithoutTheirOtherAttributes() {
    assertThat(encode(new Stun.Request(ID, false))).isEqualTo("00010000" + HEX_ID);
    assertThat(encode(new Stun.Response(ID, IPV4)))
        .isEqualTo("0101000c" + HEX_ID + "002000080001a147e112a643");
    assertThat(encode(new Stun.Response(ID, IPV6)))
        .isEqualTo("01010018" + HEX_ID + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
    assertThat(decode("00010000" + HEX_ID)).isEqualTo(new Stun.Request(ID, false));
  }

  @Test
  void answersClientsOfRfc3489InTheirOwnWay() {
    String hexId = "0157f90b53cc2231ab11257d0e7ec446";
    Bytes id = bytes(hexId);
    String question = "00010008" + hexId + "0003000400000000"; // From Debian's stun 0.97.
    assertThat(decode(question)).isEqualTo(new Stun.Request(id, false));
    Stun answer = new Stun.Response(id, IPV4);
    assertThat(encode(answer)).isEqualTo("0101000c" + hexId + "0001000800018055c0000201");
    assertThat(decode(encode(answer))).isEqualTo(answer);
    assertThat(decode("00010008" + hexId + "0003000400000006"))
        .as("from another address and port")
        .isEqualTo(new Stun.Request(id, true));
  }

  @Test
  void ofTwoAddressesTheXoredOneCounts() {
    String plain = "00010008000100350a000001";
    String xored = "002000080001a147e112a643";
    assertThat(decode("01010018" + HEX_ID + plain + xored)).isEqualTo(new Stun.Response(ID, IPV4));
    assertThat(decode("01010018" + HEX_ID + xored + plain)).isEqualTo(new Stun.Response(ID, IPV4));
  }

  @Test
  void whatNeedNotBeUnderstoodIsPassedOver() {
    String software = "8022000378797a00";
    String fingerprint = "8028000401020304";
    assertThat(decode("00010010" + HEX_ID + software + fingerprint))
        .isEqualTo(new Stun.Request(ID, false));
    assertThat(decode("00010004" + HEX_ID + "00240000")).isEqualTo(new Stun.Request(ID, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0001",
        "000100002112a442b7e7a701bc34d686fa87df",
        "000200002112a442b7e7a701bc34d686fa87dfae", // another method
        "001100002112a442b7e7a701bc34d686fa87dfae", // an indication
        "000100042112a442b7e7a701bc34d686fa87dfae", // shorter than it says
        "000100002112a442b7e7a701bc34d686fa87dfae00000000", // longer
        "000100032112a442b7e7a701bc34d686fa87dfae000000", // not in words
        "000100042112a442b7e7a701bc34d686fa87dfae80220004", // an attribute that is cut off
        "000100082112a442b7e7a701bc34d686fa87dfae8022000578787878", // its padding is
        "010100002112a442b7e7a701bc34d686fa87dfae", // no address
        "0101000c2112a442b7e7a701bc34d686fa87dfae002000080002a147e112a643", // IPv6 with 4 bytes
        "0101000c2112a442b7e7a701bc34d686fa87dfae0020000800012112e112a643", // port 0
      })
  void refusesWhatIsMalformed(String hex) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(WireException.class);
  }

  @Test
  void anExampleThatIsCutOffAnywhereIsRefused() {
    byte[] whole = bytes(IPV6_RESPONSE).unwrap();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Stun.decode(cut)).isInstanceOf(WireException.class);
    }
  }
}
