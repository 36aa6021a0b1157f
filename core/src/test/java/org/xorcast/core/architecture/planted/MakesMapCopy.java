package org.xorcast.core.architecture.planted;

import java.util.Map;

final class MakesMapCopy {
  Map<String, String> copy(Map<String, String> map) {
    return Map.copyOf(map);
  }
}
