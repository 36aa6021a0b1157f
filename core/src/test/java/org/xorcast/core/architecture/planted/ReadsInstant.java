package org.xorcast.core.architecture.planted;

import java.time.Instant;
import java.util.function.Supplier;

final class ReadsInstant {
  Supplier<Instant> clock() {
    return Instant::now;
  }
}
