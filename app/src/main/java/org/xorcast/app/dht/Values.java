package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Printable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.WireException;

/** Values as they lie in the DHT, in bencode, and as people write and read them. */
final class Values {
  private Values() {}

  /**
   * What a user wants to put.
   *
   * @param bencoded whether {@code text} is the value as it is to lie there
   * @throws CommandException if it is too long, or no canonical bencode
   */
  static Bytes encode(String text, boolean bencoded) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] value = bencoded ? bytes : new BencodeWriter().string(bytes).toByteArray();
    if (value.length > ImmutableItem.VALUE_MAX_BYTES) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the value has "
              + value.length
              + " bytes in bencode, and nodes keep "
              + ImmutableItem.VALUE_MAX_BYTES
              + " at most: put a hash of it, or cut it into several items");
    }
    if (bencoded && !isCanonical(value)) {
      throw new CommandException(
          ExitCode.REFUSED,
          "this is no canonical bencode: strings are LENGTH:BYTES, numbers i42e, lists l..e,"
              + " dictionaries d..e with sorted keys");
    }
    return Bytes.wrap(value);
  }

  private static boolean isCanonical(byte[] value) {
    try {
      return Bencode.parse(value).isCanonical();
    } catch (WireException e) {
      return false;
    }
  }

  /** The text of a string, if the value is one and is text. */
  private static Optional<String> text(Bytes value) {
    try {
      Bencode parsed = Bencode.parse(value.unwrap());
      return parsed.isString() ? Printable.utf8(parsed.string()) : Optional.empty();
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /** For a terminal: the text, or the bencode with what cannot be printed as {@code \xNN}. */
  static String print(Bytes value) {
    return text(value)
        .map(text -> Printable.clean(text, 0))
        .orElseGet(() -> escaped(value.unwrap()));
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      boolean plain = b >= 0x20 && b < 0x7f && b != '\\';
      text.append(plain ? (char) b : "\\x" + HexFormat.of().toHexDigits(b));
    }
    return text.toString();
  }

  /** Adds {@code text}, if it is text, and {@code bencoded} in hexadecimal. */
  static void put(Bytes value, ObjectNode json) {
    text(value).ifPresent(text -> json.put("text", text));
    json.put("bencoded", HexFormat.of().formatHex(value.unwrap()));
  }
}
