package org.xorcast.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;

/**
 * A host and a port as people write them: {@code name:4001}, {@code 10.0.0.7:4001}, {@code
 * [2001:db8::1]:4001}.
 *
 * @param host a name or an IP address, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Logger log = LoggerFactory.getLogger(HostPort.class);

  /**
   * @throws IllegalArgumentException if the text is not {@code host:port}
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank() || host.contains(":") != bracketed || host.contains(" ")) {
      throw malformed(text);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > 0xffff) {
        throw malformed(text);
      }
      return new HostPort(host, port);
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not host:port, like 10.0.0.7:4001 or [2001:db8::1]:4001");
  }

  /**
   * The address to bind to.
   *
   * @throws IllegalArgumentException if the name cannot be resolved
   */
  public InetSocketAddress resolveToBind() {
    try {
      return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "cannot resolve " + this + ": listen on an IP address of this machine, or 0.0.0.0", e);
    }
  }

  /**
   * All addresses of all names, in order. A name that cannot be resolved is logged and left out.
   *
   * @param otherWaysIn whether the node has somewhere to go without any of them
   * @throws IllegalArgumentException if there are names, none can be resolved, and there is no
   *     other way in
   */
  public static List<Endpoint> resolveAll(List<HostPort> names, boolean otherWaysIn) {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    for (HostPort name : names) {
      try {
        for (InetAddress address : InetAddress.getAllByName(name.host)) {
          endpoints.add(Addresses.endpoint(new InetSocketAddress(address, name.port)));
        }
      } catch (UnknownHostException e) {
        log.warn("cannot resolve the address {}", name);
      }
    }
    if (endpoints.isEmpty() && !names.isEmpty() && !otherWaysIn) {
      throw new IllegalArgumentException(
          "cannot resolve "
              + names
              + ": check the names and the name service, or give IP addresses");
    }
    return List.copyOf(endpoints);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
