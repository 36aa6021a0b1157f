package org.xorcast.core.architecture.planted;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

final class MakesHashMapByReference {
  final Supplier<Map<String, String>> names = HashMap::new;
}
