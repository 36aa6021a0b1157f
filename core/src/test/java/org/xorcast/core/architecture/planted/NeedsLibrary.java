package org.xorcast.core.architecture.planted;

import org.assertj.core.api.Assertions;

final class NeedsLibrary {
  void check(int value) {
    Assertions.assertThat(value).isPositive();
  }
}
