package org.xorcast.core;

import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.overlay.OverlayConfig;

/** The numbers of all protocols of a node. */
public record EngineConfig(OverlayConfig overlay, CastConfig cast) {
  public static final EngineConfig DEFAULT =
      new EngineConfig(OverlayConfig.DEFAULT, CastConfig.DEFAULT);
}
