package org.xorcast.mapping;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway that speaks UPnP, or something like it. */
final class FakeIgd implements AutoCloseable {
  /** Names of actions and what they were called with. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  final List<String> searches = new CopyOnWriteArrayList<>();

  /** External port to internal port. */
  final Map<Integer, Integer> mappings = new ConcurrentHashMap<>();

  /** Error codes for the next attempts to add, 0 for none. */
  final Queue<Integer> addErrors = new ConcurrentLinkedQueue<>();

  volatile int version = 1;
  volatile String external = "11.0.1.1";
  volatile String control = "/control";
  volatile String description;
  volatile List<String> locations;

  /** The status of each HTTP answer; redirects go to {@link #elsewhere}. */
  volatile int status = 200;

  volatile String elsewhere = "";

  private final DatagramSocket ssdp;
  private final HttpServer http;

  FakeIgd() throws IOException {
    ssdp = new DatagramSocket(new InetSocketAddress(Fakes.LOOPBACK, 0));
    http = HttpServer.create(new InetSocketAddress(Fakes.LOOPBACK, 0), 8);
    http.createContext("/", this::serve);
    http.start();
    locations = List.of(location());
    description = description(1);
    Thread.ofPlatform().daemon().start(this::search);
  }

  int port() {
    return ssdp.getLocalPort();
  }

  String location() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/description.xml";
  }

  /** Becomes an IGD of that version. */
  void version(int version) {
    this.version = version;
    description = description(version);
  }

  private String description(int version) {
    return """
    <?xml version="1.0"?>
    <root xmlns="urn:schemas-upnp-org:device-1-0">
      <device>
        <deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:%1$d</deviceType>
        <deviceList><device><deviceList><device><serviceList><service>
          <serviceType>urn:schemas-upnp-org:service:WANIPConnection:%1$d</serviceType>
          <controlURL>%2$s</controlURL>
        </service></serviceList></device></deviceList></device></deviceList>
      </device>
    </root>
    """
        .formatted(version, control);
  }

  void control(String url) {
    control = url;
    description = description(version);
  }

  private void search() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        ssdp.receive(packet);
        searches.add(
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
        for (String location : locations) {
          answer(ssdp, location, packet.getSocketAddress());
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Answers a search that came some other way. */
  void answer(SocketAddress to) throws IOException {
    answer(ssdp, location(), to);
  }

  static void answer(DatagramSocket from, String location, SocketAddress to) throws IOException {
    byte[] text =
        ("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nLocation:  " + location + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    from.send(new DatagramPacket(text, text.length, to));
  }

  private void serve(HttpExchange exchange) throws IOException {
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String action = exchange.getRequestHeaders().getFirst("SOAPAction");
    String body = action == null ? description : soap(action, question);
    int code = status != 200 ? status : body.contains("<errorCode>") ? 500 : 200;
    if (code == 302) {
      exchange.getResponseHeaders().set("Location", elsewhere);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    } catch (IOException e) {
      // The other hung up, as it does when there is too much.
    }
  }

  private String soap(String header, String body) {
    String action = header.replaceAll("^.*#|\"$", "");
    calls.add(action + " " + body.replaceAll("(?s)^.*?<u:[^>]*>|</u:.*$", ""));
    String type = "urn:schemas-upnp-org:service:WANIPConnection:" + version;
    if (!header.equals('"' + type + '#' + action + '"') || !body.contains(type)) {
      return error(401);
    }
    return switch (action) {
      case "GetExternalIPAddress" ->
          "<r><NewExternalIPAddress>" + external + "</NewExternalIPAddress></r>";
      case "AddPortMapping", "AddAnyPortMapping" -> add(body);
      case "GetSpecificPortMappingEntry" ->
          mappings.containsKey(number(body, "NewExternalPort"))
              ? "<r><NewInternalClient>127.0.0.1</NewInternalClient></r>"
              : error(714);
      case "DeletePortMapping" ->
          mappings.remove(number(body, "NewExternalPort")) == null ? error(714) : "<r/>";
      default -> error(401);
    };
  }

  private String add(String body) {
    Integer error = addErrors.poll();
    if (error != null && error != 0) {
      return error(error);
    }
    int port = number(body, "NewExternalPort");
    if (version == 2 && mappings.containsKey(port)) {
      port++;
    }
    mappings.put(port, number(body, "NewInternalPort"));
    return "<r><NewReservedPort>" + port + "</NewReservedPort></r>";
  }

  static int number(String body, String name) {
    Matcher matcher = Pattern.compile("<" + name + ">([0-9]+)</" + name + ">").matcher(body);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  private static String error(int code) {
    return "<s:Fault xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><detail><UPnPError>"
        + "<errorCode>%d</errorCode><errorDescription>no</errorDescription>".formatted(code)
        + "</UPnPError></detail></s:Fault>";
  }

  @Override
  public void close() {
    ssdp.close();
    http.stop(0);
  }
}
