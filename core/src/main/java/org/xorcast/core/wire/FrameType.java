package org.xorcast.core.wire;

import org.jspecify.annotations.Nullable;

/**
 * The number of every message that travels over a link, in one place so that none is used twice.
 */
public enum FrameType {
  HELLO(0x01),
  FIND(0x02),
  NODES(0x03),
  PING(0x04),
  PONG(0x05),
  BYE(0x06),
  RECORD(0x07),

  CALL(0x08),
  RESERVE(0x09),
  RESERVED(0x0a),
  ASK_DIAL_BACK(0x0b),
  DIAL_BACK_FOR(0x0c),
  DIAL_BACK_ASKED(0x0d),
  GUESS(0x0e),

  STATE(0x0f),
  PUSH(0x10),
  ACK(0x11),
  IHAVE(0x12),
  PROBE(0x13),
  IWANT(0x14),
  DIGEST(0x15),
  VECTOR(0x16),
  COVER(0x17),
  RIGHTS(0x18),
  RECEIPT(0x19),
  RELAYED(0x1a),

  HISTORY(0x1b),
  KEEPS(0x1c),
  RECALL(0x1d),
  PAST(0x1e),
  RECALLED(0x1f),

  GROUP(0x20),
  DETACH(0x21),
  ANNOUNCE(0x22),
  LOCATE(0x23),
  MEMBERS(0x24);

  private static final int PATH_FROM = 0x08;
  private static final int BROADCAST_FROM = 0x0f;
  private static final int HISTORY_FROM = 0x1b;
  private static final int TOPIC_FROM = 0x20;

  private static final @Nullable FrameType[] BY_NUMBER = new @Nullable FrameType[256];

  static {
    for (FrameType type : values()) {
      if (BY_NUMBER[type.number] != null) {
        throw new AssertionError(type + " has the number of another frame");
      }
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;

  FrameType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether the message is about who is whose neighbour. */
  public boolean isOverlay() {
    return number < PATH_FROM;
  }

  /** Whether the message is about the way that the link's datagrams take. */
  public boolean isPath() {
    return number >= PATH_FROM && number < BROADCAST_FROM;
  }

  /** Whether the message belongs to the broadcast. */
  public boolean isBroadcast() {
    return number >= BROADCAST_FROM && number < HISTORY_FROM;
  }

  /** Whether the message is about topics, or one of a topic's. */
  public boolean isTopic() {
    return number >= TOPIC_FROM;
  }

  /** Whether the message is about what was sent before. */
  public boolean isHistory() {
    return number >= HISTORY_FROM && number < TOPIC_FROM;
  }

  /** The type of a frame, from its first byte. */
  public static FrameType of(byte[] frame) {
    if (frame.length == 0) {
      throw new WireException("empty frame");
    }
    FrameType type = BY_NUMBER[frame[0] & 0xff];
    if (type == null) {
      throw new WireException("unknown frame type 0x" + Integer.toHexString(frame[0] & 0xff));
    }
    return type;
  }
}
