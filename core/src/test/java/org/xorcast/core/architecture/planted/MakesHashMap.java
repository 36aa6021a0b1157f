package org.xorcast.core.architecture.planted;

import java.util.HashMap;
import java.util.Map;

final class MakesHashMap {
  final Map<String, String> names = new HashMap<>();
}
