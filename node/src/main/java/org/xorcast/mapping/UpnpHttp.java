package org.xorcast.mapping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** HTTP to the gateway and nobody else: no proxy, no redirect, bounded in bytes and time. */
final class UpnpHttp {
  /** Descriptions of common routers have 3 to 20 KiB. */
  static final int BODY_MAX_BYTES = 1 << 17;

  private static final int OK = 200;
  private static final int UPNP_ERROR = 500;

  private final Gateway gateway;

  UpnpHttp(Gateway gateway) {
    this.gateway = gateway;
  }

  /** The URI, null unless it is plain HTTP on the gateway's address, as a literal. */
  static @Nullable URI on(InetAddress gateway, String text) {
    try {
      URI uri = URI.create(text);
      String host = uri.getHost();
      return "http".equalsIgnoreCase(uri.getScheme())
              && host != null
              && InetAddress.ofLiteral(host).equals(gateway)
          ? uri
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  byte[] get(URI uri, int withinMillis) throws IOException {
    HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(uri).GET(), withinMillis);
    if (answer.statusCode() != OK) {
      throw new IOException("UPnP: HTTP status " + answer.statusCode() + " for " + uri);
    }
    return answer.body();
  }

  /** The body of an answer to a SOAP action, also where it tells a failure. */
  byte[] post(URI uri, String soapAction, String body, int withinMillis) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "text/xml; charset=\"utf-8\"")
            .header("SOAPAction", '"' + soapAction + '"')
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    HttpResponse<byte[]> answer = send(request, withinMillis);
    if (answer.statusCode() != OK && answer.statusCode() != UPNP_ERROR) {
      throw new IOException("UPnP: HTTP status " + answer.statusCode() + " for " + soapAction);
    }
    return answer.body();
  }

  /** A client each time: a handful of requests an hour are not worth threads in between. */
  private HttpResponse<byte[]> send(HttpRequest.Builder request, int withinMillis)
      throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .localAddress(gateway.local())
            .connectTimeout(Duration.ofMillis(withinMillis))
            .build();
    try {
      // The request's own timeout ends with the head of the answer, this one with the body.
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), BODY_MAX_BYTES));
      return answer.get(withinMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("UPnP: " + cause, cause);
    } catch (TimeoutException e) {
      throw new IOException("UPnP: no whole answer within " + withinMillis + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("UPnP: interrupted", e);
    } finally {
      client.shutdownNow();
    }
  }
}
