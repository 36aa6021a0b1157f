package org.xorcast.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes bencode. Who calls it puts the keys of a dictionary in ascending order. Not thread-safe.
 */
public final class BencodeWriter {
  private final Writer out = new Writer(256);

  /** Begins a dictionary: keys and values in turn, then {@link #end}. */
  public BencodeWriter dict() {
    out.u8('d');
    return this;
  }

  /** Begins a list: values, then {@link #end}. */
  public BencodeWriter list() {
    out.u8('l');
    return this;
  }

  public BencodeWriter end() {
    out.u8('e');
    return this;
  }

  public BencodeWriter integer(long value) {
    out.u8('i').raw(ascii(Long.toString(value))).u8('e');
    return this;
  }

  public BencodeWriter string(byte[] bytes) {
    out.raw(ascii(Integer.toString(bytes.length))).u8(':').raw(bytes);
    return this;
  }

  /** A string of ASCII, in particular a key. */
  public BencodeWriter string(String text) {
    return string(ascii(text));
  }

  /** A value that is encoded already. */
  public BencodeWriter raw(byte[] encoded) {
    out.raw(encoded);
    return this;
  }

  /** A list of strings. */
  public BencodeWriter strings(List<byte[]> strings) {
    list();
    strings.forEach(this::string);
    return end();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public byte[] toByteArray() {
    return out.toByteArray();
  }
}
