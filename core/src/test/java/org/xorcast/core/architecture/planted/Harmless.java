package org.xorcast.core.architecture.planted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Breaks none of the rules, close as it comes to some. */
final class Harmless {
  private final Map<String, List<String>> byName = new LinkedHashMap<>();

  void add(String name, String value) {
    byName.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  @Nullable String longest() {
    String longest = null;
    for (String name : byName.keySet()) {
      if (longest == null || longest.length() < name.length()) {
        longest = name;
      }
    }
    return longest;
  }

  Map<Integer, List<String>> byLength(List<String> names) {
    return names.stream()
        .collect(Collectors.groupingBy(String::length, LinkedHashMap::new, Collectors.toList()));
  }

  double largerRoot(double a, double b) {
    return Math.sqrt(Math.max(a, b)) + StrictMath.log(a);
  }
}
