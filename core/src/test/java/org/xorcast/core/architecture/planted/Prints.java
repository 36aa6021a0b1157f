package org.xorcast.core.architecture.planted;

final class Prints {
  void print(String text) {
    System.out.println(text);
  }
}
