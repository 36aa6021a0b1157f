package org.xorcast.core.krpc;

/** The error codes of BEP 5 and BEP 44. Others may send any number. */
public enum KrpcErrorCode {
  GENERIC(201),
  SERVER(202),
  /** Malformed arguments, or a token that is not ours. */
  PROTOCOL(203),
  METHOD_UNKNOWN(204),
  VALUE_TOO_BIG(205),
  BAD_SIGNATURE(206),
  SALT_TOO_BIG(207),
  /** The stored sequence is not the expected one. */
  CAS_MISMATCH(301),
  /** The stored sequence is newer, or equal with another value. */
  SEQ_NOT_NEWER(302);

  private final int number;

  KrpcErrorCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
