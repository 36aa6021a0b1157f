package org.xorcast.mapping;

/** The language in which a gateway was asked for a mapping. */
public enum Protocol {
  /** Port Control Protocol, RFC 6887. */
  PCP,
  /** NAT Port Mapping Protocol, RFC 6886. */
  NAT_PMP,
  /** UPnP Internet Gateway Device 1 or 2, services WANIPConnection and WANPPPConnection. */
  UPNP
}
