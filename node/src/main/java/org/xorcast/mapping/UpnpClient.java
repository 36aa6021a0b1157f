package org.xorcast.mapping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** A mapping by UPnP IGD. */
final class UpnpClient implements MappingClient {
  /** Other external ports that are tried with IGD 1 where somebody has ours. */
  private static final int PORT_TRIES = 4;

  private static final int PORT_MIN = 1024;
  private static final int PORT_END = 65536;
  private static final Logger log = LoggerFactory.getLogger(UpnpClient.class);

  private final Gateway gateway;
  private final Wiring wiring;
  private final int internalPort;
  private final UpnpHttp http;
  private @Nullable UpnpService service;
  private @Nullable Bytes externalIp;
  private int externalPort;
  private int leaseSeconds = Lifetime.ASKED_SECONDS;
  private volatile boolean mayHold;

  UpnpClient(Gateway gateway, Wiring wiring, int internalPort) {
    this.gateway = gateway;
    this.wiring = wiring;
    this.internalPort = internalPort;
    http = new UpnpHttp(gateway);
    externalPort = internalPort;
  }

  @Override
  public Protocol protocol() {
    return Protocol.UPNP;
  }

  @Override
  public Mapping map(BooleanSupplier wanted) throws IOException {
    UpnpService igd = service;
    if (igd == null) {
      igd = find();
      service = igd;
    }
    try {
      Bytes ip = askAddress(igd);
      if (!wanted.getAsBoolean()) {
        throw new IOException("another protocol was faster");
      }
      externalPort = add(igd);
      externalIp = ip;
      Endpoint external = new Endpoint(ip, externalPort);
      return new Mapping(Protocol.UPNP, external, internalPort, leaseSeconds);
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      // Some gateways move to another port when they restart: search again next time.
      service = mayHold ? igd : null;
      throw e;
    }
  }

  private UpnpService find() throws IOException {
    AtomicReference<@Nullable UpnpService> found = new AtomicReference<>();
    Ssdp.search(gateway, wiring, location -> describe(location, found));
    UpnpService igd = found.get();
    if (igd == null) {
      throw new IOException("UPnP: no gateway device at " + gateway.address());
    }
    return igd;
  }

  private boolean describe(URI location, AtomicReference<@Nullable UpnpService> found) {
    try {
      UpnpXml description = UpnpXml.parse(http.get(location, wiring.times().http()));
      found.set(UpnpService.in(description, location, gateway.address()));
    } catch (IOException e) {
      log.debug("the description {} is of no use: {}", location, e.toString());
    }
    return found.get() != null || Thread.currentThread().isInterrupted();
  }

  private Bytes askAddress(UpnpService igd) throws IOException {
    String text =
        igd.call(http, wiring.times().http(), "GetExternalIPAddress", Map.of())
            .text("NewExternalIPAddress");
    try {
      return Bytes.wrap(InetAddress.ofLiteral(text == null ? "" : text).getAddress());
    } catch (IllegalArgumentException e) {
      throw new IOException("UPnP: the gateway has no external address", e);
    }
  }

  /** The external port that was granted. */
  private int add(UpnpService igd) throws IOException {
    int port = externalPort;
    boolean any = igd.givesAnyPort();
    for (int conflicts = 0; ; ) {
      mayHold = true;
      externalPort = port;
      try {
        return add(igd, any, port);
      } catch (RefusedException e) {
        mayHold = false;
        if (e.code() == UpnpService.PERMANENT_ONLY && leaseSeconds != 0) {
          leaseSeconds = 0;
        } else if (e.code() == UpnpService.CONFLICT && !any && ++conflicts < PORT_TRIES) {
          port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_END);
        } else if (e.code() == UpnpService.INVALID_ACTION && any) {
          any = false;
        } else {
          throw e;
        }
      }
    }
  }

  private int add(UpnpService igd, boolean any, int port) throws IOException {
    Map<String, String> arguments = entry(port);
    arguments.put("NewInternalPort", String.valueOf(internalPort));
    arguments.put("NewInternalClient", gateway.local().getHostAddress());
    arguments.put("NewEnabled", "1");
    arguments.put("NewPortMappingDescription", "Xorcast");
    arguments.put("NewLeaseDuration", String.valueOf(leaseSeconds));
    String action = any ? "AddAnyPortMapping" : "AddPortMapping";
    UpnpXml answer = igd.call(http, wiring.times().http(), action, arguments);
    if (!any) {
      return port;
    }
    int reserved = UpnpService.number(answer.text("NewReservedPort"));
    if (reserved < 1 || reserved >= PORT_END) {
      throw new IOException("UPnP: success without a port");
    }
    return reserved;
  }

  /** What names a mapping. */
  private static Map<String, String> entry(int externalPort) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("NewRemoteHost", "");
    arguments.put("NewExternalPort", String.valueOf(externalPort));
    arguments.put("NewProtocol", "UDP");
    return arguments;
  }

  @Override
  public boolean holds() throws IOException {
    UpnpService igd = service;
    if (igd == null) {
      return false;
    }
    if (!Objects.equals(askAddress(igd), externalIp)) {
      return false;
    }
    try {
      UpnpXml found =
          igd.call(http, wiring.times().http(), "GetSpecificPortMappingEntry", entry(externalPort));
      return gateway.local().getHostAddress().equals(found.text("NewInternalClient"));
    } catch (RefusedException e) {
      if (e.code() == UpnpService.NO_SUCH_ENTRY) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean mayHold() {
    return mayHold;
  }

  @Override
  public void unmap() throws IOException {
    UpnpService igd = service;
    if (mayHold && igd != null) {
      mayHold = false;
      igd.call(http, wiring.times().remove(), "DeletePortMapping", entry(externalPort));
    }
  }
}
