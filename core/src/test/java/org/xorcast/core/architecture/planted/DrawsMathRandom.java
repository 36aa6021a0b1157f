package org.xorcast.core.architecture.planted;

final class DrawsMathRandom {
  double draw() {
    return Math.random();
  }
}
