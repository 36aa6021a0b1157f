package org.xorcast.app.command;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.dht.DhtConfig;

/** Which DHT a node is in. */
enum DhtChoice {
  MAINLINE(DhtConfig.Mode.ADAPTIVE),
  PRIVATE(DhtConfig.Mode.SERVER),
  OFF(null);

  private final DhtConfig.@Nullable Mode mode;

  DhtChoice(DhtConfig.@Nullable Mode mode) {
    this.mode = mode;
  }

  /** Whether it answers others there, null if it is in none. */
  DhtConfig.@Nullable Mode mode() {
    return mode;
  }
}
