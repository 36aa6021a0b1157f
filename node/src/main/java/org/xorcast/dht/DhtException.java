package org.xorcast.dht;

import org.xorcast.XorcastException;

/** The DHT could not be asked, or nobody there answered. */
public final class DhtException extends XorcastException {
  private static final long serialVersionUID = 1;

  DhtException(String message) {
    super(message);
  }
}
