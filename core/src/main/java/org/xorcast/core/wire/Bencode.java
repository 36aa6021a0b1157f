package org.xorcast.core.wire;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A bencoded value (BEP 3) as it lies in a datagram: parsed once into an index, nothing copied
 * until somebody asks for it.
 *
 * <p>The parser is strict about what has only one form, lengths and numbers, and lenient about the
 * order of a dictionary's keys, since real clients send unsorted ones; {@link #isCanonical} tells.
 * Of two equal keys the first counts. Immutable as long as nobody writes to the bytes.
 */
public final class Bencode {
  /** How deep lists and dictionaries may nest, the outermost included. */
  public static final int DEPTH_MAX = 10;

  /** Most values in one text, keys included. */
  public static final int TOKENS_MAX = 500;

  private static final byte[] NOTHING = {};

  private final BencodeIndex index;
  private final int token;

  private Bencode(BencodeIndex index, int token) {
    this.index = index;
    this.token = token;
  }

  /**
   * Parses {@code bytes}, which must be one value and nothing else.
   *
   * @throws WireException if they are not, or go beyond the limits above
   */
  public static Bencode parse(byte[] bytes) {
    return new Bencode(BencodeIndex.of(bytes), 0);
  }

  private int first() {
    return index.bytes()[index.start(token)];
  }

  public boolean isDict() {
    return first() == 'd';
  }

  public boolean isList() {
    return first() == 'l';
  }

  public boolean isInteger() {
    return first() == 'i';
  }

  public boolean isString() {
    return !isDict() && !isList() && !isInteger();
  }

  /** The number, or {@code otherwise} if this is none. */
  public long integer(long otherwise) {
    return isInteger() ? BencodeIndex.integer(index.bytes(), index.start(token)) : otherwise;
  }

  /** The bytes of a string, copied; none if this is no string. */
  public byte[] string() {
    return isString()
        ? Arrays.copyOfRange(index.bytes(), index.content(token), index.end(token))
        : NOTHING;
  }

  /** The value in its encoded form, copied: what signatures and hashes are made over. */
  public byte[] raw() {
    return Arrays.copyOfRange(index.bytes(), index.start(token), index.end(token));
  }

  /** The value of a dictionary's key, null if there is none or this is no dictionary. */
  public @Nullable Bencode get(String key) {
    if (isDict()) {
      int end = index.next(token);
      for (int at = token + 1; at < end; at = index.next(at + 1)) {
        if (index.isString(at, key)) {
          return new Bencode(index, at + 1);
        }
      }
    }
    return null;
  }

  /** The bytes of the string under {@code key}, null if there is no string. */
  public byte @Nullable [] getString(String key) {
    Bencode value = get(key);
    return value != null && value.isString() ? value.string() : null;
  }

  /** The number under {@code key}, null if there is none. */
  public @Nullable Long getInteger(String key) {
    Bencode value = get(key);
    return value != null && value.isInteger() ? Long.valueOf(value.integer(0)) : null;
  }

  /** What a list has in it; nothing if this is no list. */
  public List<Bencode> items() {
    return isList()
        ? IntStream.iterate(token + 1, at -> at < index.next(token), index::next)
            .mapToObj(at -> new Bencode(index, at))
            .toList()
        : List.of();
  }

  /** Whether every dictionary in it has its keys in ascending order, each once. */
  public boolean isCanonical() {
    for (int at = token; at < index.next(token); at++) {
      if (index.bytes()[index.start(at)] == 'd' && !index.isSorted(at)) {
        return false;
      }
    }
    return true;
  }
}
