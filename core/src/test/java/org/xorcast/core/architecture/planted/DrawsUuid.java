package org.xorcast.core.architecture.planted;

import java.util.UUID;

final class DrawsUuid {
  UUID draw() {
    return UUID.randomUUID();
  }
}
