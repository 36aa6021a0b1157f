package org.xorcast.core.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name of a topic everywhere: a hash over its network, its owner if it has one, and what people
 * call it, written as 64 lower-case hexadecimal digits.
 *
 * <p>Two topics of one name are different ones in two networks, and an open topic is never an owned
 * one. Who knows the id knows no more than that; who knows the name can compute the id. Immutable
 * and thread-safe; ordered by unsigned bytes.
 */
public final class TopicId implements Comparable<TopicId> {
  /** Length of an id in bytes. */
  public static final int SIZE_BYTES = 32;

  /** The longest name in bytes of UTF-8. */
  public static final int NAME_MAX_BYTES = 255;

  private static final int SHORT_DIGITS = 10;
  private static final byte[] CONTEXT = "xorcast topic 1\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte OPEN = 0;
  private static final byte OWNED = 1;

  private final Bytes id;

  private TopicId(Bytes id) {
    this.id = id;
  }

  /**
   * The topic of this name in which everybody may publish.
   *
   * @param network the network's 32-byte id
   * @throws IllegalArgumentException as {@link #checkName}
   */
  public static TopicId open(Bytes network, String name) {
    return hash(network, new byte[] {OPEN}, checkName(name));
  }

  /**
   * The topic of this name that belongs to {@code owner}.
   *
   * @param network the network's 32-byte id
   * @throws IllegalArgumentException as {@link #checkName}
   */
  public static TopicId owned(Bytes network, PeerId owner, String name) {
    byte[] kindAndOwner = new byte[1 + PeerId.SIZE_BYTES];
    kindAndOwner[0] = OWNED;
    System.arraycopy(owner.toByteArray(), 0, kindAndOwner, 1, PeerId.SIZE_BYTES);
    return hash(network, kindAndOwner, checkName(name));
  }

  private static TopicId hash(Bytes network, byte[] kindAndOwner, byte[] name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(CONTEXT);
      digest.update(network.unwrap());
      digest.update(kindAndOwner);
      return new TopicId(Bytes.wrap(digest.digest(name)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The place of the topic in the network: who sits closest to it knows who subscribes. */
  public NodeId key() {
    return NodeId.hash(id.unwrap());
  }

  /**
   * Takes the bytes of an id.
   *
   * @throws IllegalArgumentException if they are not {@value #SIZE_BYTES}
   */
  public static TopicId of(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new IllegalArgumentException("a topic id has 32 bytes, not " + bytes.length);
    }
    return new TopicId(Bytes.wrap(bytes.clone()));
  }

  /**
   * Checks what a topic is to be called.
   *
   * @return the name in UTF-8
   * @throws IllegalArgumentException if it is blank, has control characters or is longer than
   *     {@value #NAME_MAX_BYTES} bytes
   */
  public static byte[] checkName(String name) {
    return Names.check("a topic's name", name);
  }

  public byte[] toByteArray() {
    return id.unwrap().clone();
  }

  /** The bytes, which are what a topic's records are signed for. */
  public Bytes bytes() {
    return id;
  }

  /** The first eight bytes, by which frames name the topic. */
  public long tag() {
    return tagOf(id);
  }

  /** The first eight bytes of any group's 32, a network's too. */
  public static long tagOf(Bytes group) {
    long tag = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      tag = tag << Byte.SIZE | (group.unwrap()[i] & 0xff);
    }
    return tag;
  }

  /** The first ten digits, for logs. */
  public String abbreviated() {
    return toString().substring(0, SHORT_DIGITS);
  }

  @Override
  public int compareTo(TopicId other) {
    return Arrays.compareUnsigned(id.unwrap(), other.id.unwrap());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicId that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(id.unwrap());
  }
}
