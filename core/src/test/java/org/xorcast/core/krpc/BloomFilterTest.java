package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;

class BloomFilterTest {
  /** Of BEP 33, with 192.0.2.0 to .255 and 2001:db8:: to 2001:db8::3e7. */
  private static final String VECTOR =
      "F6C3F5EAA07FFD91BDE89F777F26FB2BFF37BDB8FB2BBAA2FD3DDDE7BACFFF75"
          + "EE7CCBAEFE5EEDB1FBFAFF67F6ABFF5E43DDBCA3FD9B9FFDF4FFD3E9DFF12D1B"
          + "DF59DB53DBE9FA5B7FF3B8FDFCDE1AFB8BEDD7BE2F3EE71EBBBFE93BCDEEFE14"
          + "8246C2BC5DBFF7E7EFDCF24FD8DC7ADFFD8FFFDFDDFFF7A4BBEEDF5CB95CE81F"
          + "C7FCFF1FF4FFFFDFE5F7FDCBB7FD79B3FA1FC77BFE07FFF905B7B7FFC7FEFEFF"
          + "E0B8370BB0CD3F5B7F2BD93FEB4386CFDD6F7FD5BFAF2E9EBFFFFEECD67ADBF7"
          + "C67F17EFD5D75EBA6FFEBA7FFF47A91EB1BFBB53E8ABFB5762ABE8FF237279BF"
          + "EFBFEEF5FFC5FEBFDFE5ADFFADFEE1FB737FFFFBFD9F6AEFFEEE76B6FD8F72EF";

  private static BloomFilter vector() {
    BloomFilter filter = new BloomFilter();
    for (int i = 0; i < 256; i++) {
      filter.add(Bytes.wrap(new byte[] {(byte) 192, 0, 2, (byte) i}));
    }
    for (int i = 0; i < 0x3e8; i++) {
      byte[] ip = HexFormat.of().parseHex("20010db8000000000000000000000000");
      ip[14] = (byte) (i >> 8);
      ip[15] = (byte) i;
      filter.add(Bytes.wrap(ip));
    }
    return filter;
  }

  @Test
  void vectorOfBep33() {
    BloomFilter filter = vector();
    assertThat(HexFormat.of().withUpperCase().formatHex(filter.toByteArray())).isEqualTo(VECTOR);
    assertThat(filter.estimate()).isCloseTo(1224.9308, within(0.0001));
  }

  @Test
  void estimatesStayFiniteAtBothEnds() {
    assertThat(new BloomFilter().estimate()).isZero();
    byte[] full = new byte[BloomFilter.SIZE_BYTES];
    Arrays.fill(full, (byte) -1);
    assertThat(new BloomFilter(full).estimate()).isBetween(6000.0, 9000.0);
    assertThatThrownBy(() -> new BloomFilter(new byte[255]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unitedFiltersCountAnAddressOnce() {
    BloomFilter filter = vector();
    filter.unite(vector());
    assertThat(filter).isEqualTo(vector());
    BloomFilter one = new BloomFilter();
    one.add(Bytes.wrap(new byte[] {1, 2, 3, 4}));
    BloomFilter both = new BloomFilter();
    both.unite(one);
    both.unite(filter);
    assertThat(both.estimate()).isGreaterThan(filter.estimate());
    assertThat(one.estimate()).isCloseTo(1, within(0.01));
  }
}
