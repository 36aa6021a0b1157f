package org.xorcast.mapping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's service that maps ports.
 *
 * @param type its URN
 * @param control where its actions are posted
 */
record UpnpService(String type, URI control) {
  static final int NO_SUCH_ENTRY = 714;
  static final int CONFLICT = 718;
  static final int SAME_PORTS_ONLY = 724;
  static final int PERMANENT_ONLY = 725;
  static final int INVALID_ACTION = 401;

  private static final String PREFIX = "urn:schemas-upnp-org:service:";

  /** The best first: the second version gives another port where one is taken. */
  private static final List<String> TYPES =
      List.of(
          PREFIX + "WANIPConnection:2",
          PREFIX + "WANIPConnection:1",
          PREFIX + "WANPPPConnection:1");

  /** IGD 2. */
  boolean givesAnyPort() {
    return type.equals(TYPES.getFirst());
  }

  /**
   * The best service in a description; null if it has none whose control address is on the gateway.
   */
  static @Nullable UpnpService in(UpnpXml description, URI location, InetAddress gateway) {
    String base = description.text("URLBase");
    List<UpnpXml> services = description.all("service");
    for (String type : TYPES) {
      for (UpnpXml service : services) {
        String path = service.text("controlURL");
        if (type.equals(service.text("serviceType")) && path != null) {
          URI control = resolve(base == null || base.isEmpty() ? location.toString() : base, path);
          URI trusted = control == null ? null : UpnpHttp.on(gateway, control.toString());
          if (trusted != null) {
            return new UpnpService(type, trusted);
          }
        }
      }
    }
    return null;
  }

  private static @Nullable URI resolve(String base, String path) {
    try {
      return URI.create(base).resolve(path);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Has the gateway do something.
   *
   * @param arguments in the order of the service's definition, which some routers insist on; no
   *     value has a character that XML would have escaped
   * @throws RefusedException with UPnP's error code
   */
  UpnpXml call(UpnpHttp http, int withinMillis, String action, Map<String, String> arguments)
      throws IOException {
    StringBuilder body = new StringBuilder(1024);
    body.append("<?xml version=\"1.0\"?>\r\n")
        .append("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"")
        .append(" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>")
        .append("<u:" + action + " xmlns:u=\"" + type + "\">");
    arguments.forEach((name, value) -> body.append("<" + name + ">" + value + "</" + name + ">"));
    body.append("</u:" + action + "></s:Body></s:Envelope>\r\n");
    UpnpXml answer =
        UpnpXml.parse(http.post(control, type + "#" + action, body.toString(), withinMillis));
    String error = answer.text("errorCode");
    if (error != null) {
      throw new RefusedException(
          "UPnP: " + action + ": error " + number(error) + " " + answer.text("errorDescription"),
          number(error));
    }
    return answer;
  }

  /** A number of up to 5 digits, -1 if it is none. */
  static int number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
  }
}
