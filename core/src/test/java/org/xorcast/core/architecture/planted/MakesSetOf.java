package org.xorcast.core.architecture.planted;

import java.util.Set;

final class MakesSetOf {
  Set<String> names() {
    return Set.of("a", "b");
  }
}
