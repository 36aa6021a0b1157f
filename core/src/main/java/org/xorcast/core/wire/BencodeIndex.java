package org.xorcast.core.wire;

import java.util.Arrays;

/**
 * Where each value of a bencoded text begins and ends, in the order in which they begin, so that a
 * value can be passed over in one step.
 */
final class BencodeIndex {
  private static final int WIDTH = 3;
  private static final int LENGTH_DIGITS_MAX = 7;
  private static final int NUMBER_DIGITS_MAX = 19;

  private final byte[] bytes;
  private int position;
  private int count;

  /** Start, end and the number of the next value behind it, for each value. */
  private int[] tokens = new int[WIDTH * 32];

  private BencodeIndex(byte[] bytes) {
    this.bytes = bytes;
  }

  static BencodeIndex of(byte[] bytes) {
    BencodeIndex index = new BencodeIndex(bytes);
    index.value(1);
    if (index.position != bytes.length) {
      throw new WireException((bytes.length - index.position) + " bytes too many");
    }
    return index;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int token) {
    return tokens[WIDTH * token];
  }

  int end(int token) {
    return tokens[WIDTH * token + 1];
  }

  int next(int token) {
    return tokens[WIDTH * token + 2];
  }

  /** Where the content of a string begins. */
  int content(int token) {
    int at = start(token);
    while (bytes[at] != ':') {
      at++;
    }
    return at + 1;
  }

  /** Whether the string {@code token} is this text of ASCII. */
  boolean isString(int token, String text) {
    int from = content(token);
    if (end(token) - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the keys of a dictionary are in ascending order, each once. */
  boolean isSorted(int dict) {
    int before = -1;
    for (int key = dict + 1; key < next(dict); key = next(key + 1)) {
      if (before >= 0
          && Arrays.compareUnsigned(
                  bytes, content(before), end(before), bytes, content(key), end(key))
              >= 0) {
        return false;
      }
      before = key;
    }
    return true;
  }

  private int peek() {
    if (position >= bytes.length) {
      throw new WireException("bencode ends early");
    }
    return bytes[position];
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private void value(int depth) {
    if (count == Bencode.TOKENS_MAX) {
      throw new WireException("more than " + Bencode.TOKENS_MAX + " values");
    }
    if (depth > Bencode.DEPTH_MAX) {
      throw new WireException("nested deeper than " + Bencode.DEPTH_MAX);
    }
    int token = count++;
    if (WIDTH * count > tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * tokens.length);
    }
    tokens[WIDTH * token] = position;
    int first = peek();
    if (first == 'd') {
      dict(depth);
    } else if (first == 'l') {
      position++;
      while (peek() != 'e') {
        value(depth + 1);
      }
      position++;
    } else if (first == 'i') {
      skipInteger();
    } else if (isDigit(first)) {
      skipString();
    } else {
      throw new WireException("no value begins with byte " + first);
    }
    tokens[WIDTH * token + 1] = position;
    tokens[WIDTH * token + 2] = count;
  }

  private void dict(int depth) {
    position++;
    while (peek() != 'e') {
      if (!isDigit(peek())) {
        throw new WireException("a key is a string");
      }
      value(depth + 1);
      value(depth + 1);
    }
    position++;
  }

  /** Passes over digits of a number in its shortest form. */
  private void skipDigits(int digitsMax) {
    int from = position;
    while (isDigit(peek())) {
      position++;
    }
    int digits = position - from;
    if (digits == 0 || digits > digitsMax || (digits > 1 && bytes[from] == '0')) {
      throw new WireException("a number of " + digits + " digits, or with a leading zero");
    }
  }

  private void skipString() {
    int from = position;
    skipDigits(LENGTH_DIGITS_MAX);
    int length = 0;
    for (int at = from; at < position; at++) {
      length = 10 * length + bytes[at] - '0';
    }
    if (peek() != ':' || length > bytes.length - position - 1) {
      throw new WireException("a string of " + length + " bytes ends early");
    }
    position += 1 + length;
  }

  private void skipInteger() {
    int from = position++;
    boolean negative = peek() == '-';
    if (negative) {
      position++;
    }
    boolean zero = peek() == '0';
    skipDigits(NUMBER_DIGITS_MAX);
    if (peek() != 'e' || (negative && zero)) {
      throw new WireException("a number that is none");
    }
    position++;
    if ((integer(bytes, from) < 0) != negative) {
      throw new WireException("a number that does not fit 64 bits");
    }
  }

  /** The number at {@code start}, modulo 2^64. */
  static long integer(byte[] bytes, int start) {
    int at = start + 1;
    boolean negative = bytes[at] == '-';
    long value = 0;
    for (at += negative ? 1 : 0; bytes[at] != 'e'; at++) {
      value = 10 * value - (bytes[at] - '0');
    }
    return negative ? value : -value;
  }
}
