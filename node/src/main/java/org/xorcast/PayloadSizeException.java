package org.xorcast;

/** A payload is empty or larger than {@link Broadcast#PAYLOAD_MAX_BYTES}. */
public final class PayloadSizeException extends XorcastException {
  private static final long serialVersionUID = 1;

  private final long sizeBytes;

  /**
   * @param what names the payload, for the message
   */
  public PayloadSizeException(String what, long sizeBytes) {
    super(
        sizeBytes == 0
            ? what + " is empty: a message has 1 to " + Broadcast.PAYLOAD_MAX_BYTES + " bytes"
            : what
                + " has "
                + sizeBytes
                + " bytes and the limit is "
                + Broadcast.PAYLOAD_MAX_BYTES
                + ": send it in parts");
    this.sizeBytes = sizeBytes;
  }

  /** The size that was refused, in bytes. */
  public long sizeBytes() {
    return sizeBytes;
  }
}
