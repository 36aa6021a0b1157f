package org.xorcast.core.architecture.planted;

import java.util.HashMap;

@SuppressWarnings("NonApiType")
final class IteratesHashMap {
  int sum(HashMap<String, Integer> counts) {
    int sum = 0;
    for (int count : counts.values()) {
      sum += count;
    }
    return sum;
  }
}
