package org.xorcast.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** Between core's endpoints and the JDK's socket addresses. */
public final class Addresses {
  private Addresses() {}

  /** The endpoint of a resolved socket address whose port is not 0. */
  public static Endpoint endpoint(InetSocketAddress address) {
    return new Endpoint(Bytes.wrap(address.getAddress().getAddress()), address.getPort());
  }

  static InetSocketAddress socketAddress(Endpoint endpoint) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(endpoint.ip().unwrap().clone()), endpoint.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an endpoint has 4 or 16 bytes", e);
    }
  }

  static String format(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
