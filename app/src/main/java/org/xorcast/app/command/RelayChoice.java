package org.xorcast.app.command;

import org.xorcast.core.path.RelayLimits;

/** What a node does for those whom strangers do not reach. */
enum RelayChoice {
  ON,
  DEDICATED,
  OFF;

  RelayLimits limits() {
    return switch (this) {
      case ON -> RelayLimits.BY_THE_WAY;
      case DEDICATED -> RelayLimits.DEDICATED;
      case OFF -> RelayLimits.NONE;
    };
  }
}
