package org.xorcast.core.engine;

/** Why a link ended, with the code that the other end is told. */
public enum CloseReason {
  /** The other end closed without a reason that is known here. */
  UNKNOWN(0, "closed without a known reason"),
  LEAVING(1, "the peer left"),
  DUPLICATE(2, "another link to the same peer is kept"),
  SURPLUS(3, "the link is no longer needed"),
  FULL(4, "the peer takes no more links"),
  WRONG_NETWORK(5, "the peer belongs to another network"),
  WRONG_VERSION(6, "the peer speaks another protocol version"),
  SELF(7, "the address is this node's own"),
  PROTOCOL_ERROR(8, "the peer broke the protocol"),
  TIMEOUT(9, "the peer did not answer in time"),
  SLOW(10, "the peer reads too slowly"),
  WRONG_IDENTITY(11, "the certificate is another peer's than expected"),
  UNREACHABLE(12, "nobody answered"),
  REFUSED(13, "the handshake was refused"),
  NOT_SUBSCRIBED(14, "the peer does not subscribe to the topic"),
  NOT_INVITED(15, "the network takes invited members only, and the peer is none");

  private final int code;
  private final String explanation;

  CloseReason(int code, String explanation) {
    this.code = code;
    this.explanation = explanation;
  }

  public int code() {
    return code;
  }

  /** A clause for people. */
  public String explanation() {
    return explanation;
  }

  /** The reason with this code, {@link #UNKNOWN} if there is none. */
  public static CloseReason ofCode(long code) {
    for (CloseReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return UNKNOWN;
  }
}
