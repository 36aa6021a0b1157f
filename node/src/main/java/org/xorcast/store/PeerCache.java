package org.xorcast.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.WireException;

/**
 * {@code peers}: a line per peer, its signed record in base64, then its addresses for human eyes
 * only.
 */
final class PeerCache {
  private static final int PEERS_MAX = 200;
  private static final long SIZE_MAX_BYTES = 1 << 20;
  private static final String HEAD = "# Peers of the last run. The first column is what counts.\n";
  private static final Logger log = LoggerFactory.getLogger(PeerCache.class);

  private PeerCache() {}

  /** The genuine records in {@code file}; damaged lines are skipped with a warning. */
  static List<PeerRecord> load(Path file, Verifier verifier) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    if (Files.size(file) > SIZE_MAX_BYTES) {
      log.warn("{} is far too long and was ignored", file);
      return List.of();
    }
    List<PeerRecord> records = new ArrayList<>();
    int damaged = 0;
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      if (line.isBlank() || line.startsWith("#") || records.size() >= PEERS_MAX) {
        continue;
      }
      try {
        String first = line.strip().split("\\s+", 2)[0];
        PeerRecord record = PeerRecordCodec.decode(Base64.getDecoder().decode(first));
        if (!PeerRecordCodec.verify(record, verifier)) {
          throw new WireException("bad signature");
        }
        records.add(record);
      } catch (WireException | IllegalArgumentException e) {
        damaged++;
      }
    }
    if (damaged > 0) {
      log.warn("{} damaged lines of {} were skipped", damaged, file);
    }
    return records;
  }

  static void save(Path file, List<PeerRecord> records) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (PeerRecord record : records.subList(0, Math.min(records.size(), PEERS_MAX))) {
      text.append(Base64.getEncoder().encodeToString(record.signed().unwrap()));
      record.endpoints().forEach(endpoint -> text.append(' ').append(endpoint));
      text.append('\n');
    }
    AtomicFile.replace(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
