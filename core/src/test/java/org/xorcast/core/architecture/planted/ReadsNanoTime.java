package org.xorcast.core.architecture.planted;

final class ReadsNanoTime {
  long now() {
    return System.nanoTime();
  }
}
