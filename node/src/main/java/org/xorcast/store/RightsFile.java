package org.xorcast.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Revocation;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.WireException;

/**
 * {@code rights/TOPIC}, {@code rights/network}: a line that names the topic and its owner, then one
 * per statement of the owner, signed bytes in base64 and what they say for human eyes only.
 */
final class RightsFile {
  private static final String HEAD =
      "# What the owner of a topic has signed. The first column of a line is what counts.\n";
  private static final String TOPIC = "topic ";
  private static final long SIZE_MAX_BYTES = 16 << 20;
  private static final Logger log = LoggerFactory.getLogger(RightsFile.class);

  private RightsFile() {}

  /** The genuine statements in {@code file}, oldest first; others are skipped with a warning. */
  static List<Statement> load(Path file, PeerId owner, Verifier verifier) throws IOException {
    List<Statement> statements = new ArrayList<>();
    int damaged = 0;
    for (String line : lines(file)) {
      if (line.isBlank() || line.startsWith("#") || line.startsWith(TOPIC)) {
        continue;
      }
      try {
        String first = line.strip().split("\\s+", 2)[0];
        Statement statement = Statement.decode(Base64.getDecoder().decode(first));
        if (!statement.verify(owner, verifier)) {
          throw new WireException("bad signature");
        }
        statements.add(statement);
      } catch (WireException | IllegalArgumentException e) {
        damaged++;
      }
    }
    if (damaged > 0) {
      log.warn("{} damaged lines of {} were skipped: grant or revoke those again", damaged, file);
    }
    return statements;
  }

  /** The name of the topic that {@code file} is about, empty if it is not one of {@code owner}. */
  static Optional<String> nameOwnedBy(PeerId owner, Path file) throws IOException {
    String start = TOPIC + owner + " ";
    return lines(file).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst();
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    if (Files.size(file) > SIZE_MAX_BYTES) {
      log.warn("{} is far too long and was ignored", file);
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(file); // Damaged ones are no UTF-8, and yet to be read.
    return List.of(new String(bytes, StandardCharsets.UTF_8).split("\n"));
  }

  static void save(Path file, String topic, PeerId owner, List<Statement> statements)
      throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(TOPIC).append(owner).append(' ').append(topic).append('\n');
    for (Statement statement : statements) {
      text.append(Base64.getEncoder().encodeToString(statement.signed().unwrap()));
      text.append(' ').append(statement.peer());
      text.append(
          switch (statement) {
            case Grant grant -> " until " + Instant.ofEpochMilli(grant.expiryMillis());
            case Revocation revocation -> " revoked";
          });
      text.append('\n');
    }
    AtomicFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
