package org.xorcast.core.path;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/**
 * STUN (RFC 8489) as far as it says where somebody is seen: the Binding request and its success
 * response. An id is the magic cookie and the transaction id; one without the cookie is of a client
 * of RFC 3489, which reads MAPPED-ADDRESS only. Formats: docs/protocol/path.md.
 */
sealed interface Stun {
  /** The cookie, 4 bytes, and the transaction, 12; without a cookie, 16 bytes of transaction. */
  int ID_BYTES = 16;

  int MAGIC_COOKIE = 0x2112a442;

  /**
   * Where do you see me?
   *
   * @param id 16 bytes
   * @param asksMore whether it asks, in an attribute that must be understood, for something that is
   *     not known here
   */
  record Request(Bytes id, boolean asksMore) implements Stun {}

  /**
   * There.
   *
   * @param id of the request
   * @param mapped where the request came from
   */
  record Response(Bytes id, Endpoint mapped) implements Stun {}

  /** A request without attributes has 20 bytes, a response 32 for IPv4 and 44 for IPv6. */
  default byte[] encode() {
    return switch (this) {
      case Request m ->
          new Writer(20).u16(Format.BINDING_REQUEST).u16(0).raw(m.id.unwrap()).toByteArray();
      case Response m -> {
        boolean xored = Format.hasCookie(m.id);
        byte[] ip = m.mapped.ip().unwrap().clone();
        int port = m.mapped.port();
        if (xored) {
          Format.xor(ip, m.id);
          port ^= MAGIC_COOKIE >>> 16;
        }
        int valueBytes = 4 + ip.length;
        yield new Writer(24 + valueBytes)
            .u16(Format.BINDING_SUCCESS)
            .u16(4 + valueBytes)
            .raw(m.id.unwrap())
            .u16(xored ? Format.XOR_MAPPED_ADDRESS : Format.MAPPED_ADDRESS)
            .u16(valueBytes)
            .u8(0)
            .u8(m.mapped.isIpv6() ? 2 : 1)
            .u16(port)
            .raw(ip)
            .toByteArray();
      }
    };
  }

  /**
   * Reads either. Attributes that need not be understood, FINGERPRINT and SOFTWARE among them, are
   * passed over, and so is what proves who wrote a response.
   *
   * @throws WireException if it is none of these
   */
  static Stun decode(byte[] datagram) {
    Reader reader = new Reader(datagram);
    int type = reader.u16();
    if (type != Format.BINDING_REQUEST && type != Format.BINDING_SUCCESS) {
      throw new WireException("STUN message of type " + Integer.toHexString(type));
    }
    int length = reader.u16();
    Bytes id = Bytes.wrap(reader.raw(ID_BYTES));
    if (length != reader.remaining() || length % 4 != 0) {
      throw new WireException("STUN message of a wrong length");
    }
    boolean asksMore = false;
    Endpoint mapped = null;
    while (reader.remaining() > 0) {
      int attribute = reader.u16();
      byte[] value = reader.raw(reader.u16());
      reader.skip(-value.length & 3);
      if (attribute == Format.XOR_MAPPED_ADDRESS
          || (attribute == Format.MAPPED_ADDRESS && mapped == null)) {
        mapped = Format.address(attribute, value, id);
      } else {
        asksMore |= Format.asks(attribute, value);
      }
    }
    if (type == Format.BINDING_REQUEST) {
      return new Request(id, asksMore);
    }
    if (mapped == null) {
      throw new WireException("STUN response without an address");
    }
    return new Response(id, mapped);
  }

  /** The numbers of the format, and what an address looks like in it. */
  final class Format {
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int MAPPED_ADDRESS = 0x0001;
    private static final int CHANGE_REQUEST = 0x0003;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;

    /** Attributes from here on may be passed over by who does not know them. */
    private static final int OPTIONAL = 0x8000;

    private Format() {}

    private static boolean hasCookie(Bytes id) {
      return new Reader(id.unwrap()).u32() == MAGIC_COOKIE;
    }

    /** RFC 8489, 14.2: an IPv4 address with the cookie, an IPv6 address with the whole id. */
    private static void xor(byte[] ip, Bytes id) {
      byte[] mask = id.unwrap();
      for (int i = 0; i < ip.length; i++) {
        ip[i] ^= mask[i];
      }
    }

    private static Endpoint address(int attribute, byte[] value, Bytes id) {
      Reader reader = new Reader(value);
      reader.u8();
      int family = reader.u8();
      int port = reader.u16();
      byte[] ip = reader.rest();
      if (ip.length != (family == 1 ? 4 : family == 2 ? 16 : -1)) {
        throw new WireException("STUN address of family " + family + " with " + ip.length);
      }
      if (attribute == XOR_MAPPED_ADDRESS) {
        xor(ip, id);
        port ^= MAGIC_COOKIE >>> 16;
      }
      if (port == 0) {
        throw new WireException("STUN address with port 0");
      }
      return new Endpoint(Bytes.wrap(ip), port);
    }

    /** RFC 3489's clients always send CHANGE-REQUEST, mostly to say that they ask for nothing. */
    private static boolean asks(int attribute, byte[] value) {
      if (attribute == CHANGE_REQUEST && value.length == 4) {
        return new Reader(value).u32() != 0;
      }
      return attribute < OPTIONAL;
    }
  }
}
