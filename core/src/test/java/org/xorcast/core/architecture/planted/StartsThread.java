package org.xorcast.core.architecture.planted;

final class StartsThread {
  void start(Runnable task) {
    new Thread(task).start();
  }
}
