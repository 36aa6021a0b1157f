package org.xorcast.sim.nat;

import java.util.Locale;

/** What stands between a node and the others, in the terms of RFC 4787. */
public enum NatKind {
  /** Nothing: everybody reaches it. */
  OPEN(false, false, Filter.NONE),
  /** No translation; comes in what answers. */
  FIREWALL(false, false, Filter.ADDRESS_AND_PORT),
  /** One outer port for all, open to everybody as soon as it is there. */
  FULL_CONE(true, false, Filter.NONE),
  /** One outer port for all, open to the hosts that were sent something. */
  RESTRICTED(true, false, Filter.ADDRESS),
  /** One outer port for all, open to the sockets that were sent something. */
  PORT_RESTRICTED(true, false, Filter.ADDRESS_AND_PORT),
  /** A random outer port for each socket that is sent something. */
  SYMMETRIC(true, true, Filter.ADDRESS_AND_PORT);

  /** Whose packets come in: those of whom something was sent to. */
  enum Filter {
    NONE,
    ADDRESS,
    ADDRESS_AND_PORT
  }

  private final boolean translates;
  private final boolean eachItsPort;
  private final Filter filter;

  NatKind(boolean translates, boolean eachItsPort, Filter filter) {
    this.translates = translates;
    this.eachItsPort = eachItsPort;
    this.filter = filter;
  }

  boolean translates() {
    return translates;
  }

  boolean isEachItsPort() {
    return eachItsPort;
  }

  Filter filter() {
    return filter;
  }

  /** As scenario files and tables write it: {@code port-restricted}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As keys of scenario files write it: {@code portRestricted}. */
  public String key() {
    StringBuilder key = new StringBuilder();
    for (String word : label().split("-", -1)) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }
}
