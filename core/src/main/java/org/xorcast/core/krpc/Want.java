package org.xorcast.core.krpc;

/**
 * BEP 32: of which address families the asker wants nodes. A query without it means the family that
 * it came over.
 */
public enum Want {
  IPV4,
  IPV6,
  BOTH;

  public boolean ipv4() {
    return this != IPV6;
  }

  public boolean ipv6() {
    return this != IPV4;
  }
}
