package org.xorcast.app.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.xorcast.app.Json;
import org.xorcast.app.Printable;
import org.xorcast.core.id.Bytes;

/**
 * A message as a client of a node gets it.
 *
 * @param from its publisher, 64 hexadecimal digits
 * @param id its name everywhere in the network
 * @param session when the publisher's node started, milliseconds since 1970
 * @param sequence counts the publisher's messages within a session, from 1
 * @param hop links between the publisher and the node
 * @param createdMillis the publisher's clock when it published
 * @param key of which this is the newest value of its publisher, empty for a message
 * @param name what the publisher called it, not fit to be used as a path
 * @param sha256 of the payload, as the node computed it
 * @param payload the message itself
 */
public record ReceivedMessage(
    String from,
    String id,
    long session,
    long sequence,
    int hop,
    long createdMillis,
    Optional<String> key,
    Optional<String> name,
    String sha256,
    Bytes payload)
    implements Received {

  static ReceivedMessage of(Frame frame) {
    ObjectNode header = frame.header();
    return new ReceivedMessage(
        frame.text("from"),
        frame.text("id"),
        header.path("session").asLong(),
        header.path("sequence").asLong(),
        header.path("hop").asInt(),
        header.path("createdMillis").asLong(),
        Optional.ofNullable(frame.textOrNull("key")),
        Optional.ofNullable(frame.textOrNull("name")),
        frame.text("sha256"),
        frame.payload());
  }

  public Instant createdAt() {
    return Instant.ofEpochMilli(createdMillis);
  }

  /** The payload as text: empty for a file, and for anything that is not UTF-8. */
  public Optional<String> text() {
    return name.isPresent() ? Optional.empty() : Printable.utf8(payload.unwrap());
  }

  /** What {@code subscribe --json} prints. */
  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("event", "message")
            .put("from", from)
            .put("id", id)
            .put("session", session)
            .put("sequence", sequence)
            .put("hop", hop)
            .put("createdMillis", createdMillis)
            .put("bytes", payload.length())
            .put("sha256", sha256);
    key.ifPresent(value -> json.put("key", value));
    name.ifPresent(value -> json.put("name", value));
    text().ifPresent(value -> json.put("text", value));
    return json;
  }
}
