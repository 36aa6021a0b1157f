package org.xorcast.app.command;

import org.xorcast.core.path.RelayLimits;

/** What a node does for those whom strangers do not reach. */
enum RelayChoice {
  ON(RelayLimits.BY_THE_WAY),
  DEDICATED(RelayLimits.DEDICATED),
  OFF(RelayLimits.NONE);

  private final RelayLimits limits;

  RelayChoice(RelayLimits limits) {
    this.limits = limits;
  }

  RelayLimits limits() {
    return limits;
  }
}
