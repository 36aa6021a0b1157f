package org.xorcast.core.architecture.planted;

final class TakesLogarithm {
  double logarithm(double value) {
    return Math.log(value);
  }
}
