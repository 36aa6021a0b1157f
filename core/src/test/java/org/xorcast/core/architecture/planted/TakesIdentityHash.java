package org.xorcast.core.architecture.planted;

final class TakesIdentityHash {
  int hash(Object object) {
    return System.identityHashCode(object);
  }
}
