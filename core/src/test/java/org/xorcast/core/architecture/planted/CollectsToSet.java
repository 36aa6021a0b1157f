package org.xorcast.core.architecture.planted;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

final class CollectsToSet {
  Set<String> distinct(List<String> names) {
    return names.stream().collect(Collectors.toSet());
  }
}
