package org.xorcast.core.architecture.planted;

import java.util.HashSet;

@SuppressWarnings("NonApiType")
final class IteratesHashSet {
  String join(HashSet<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(name);
    }
    return text.toString();
  }
}
