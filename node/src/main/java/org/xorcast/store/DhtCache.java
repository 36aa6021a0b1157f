package org.xorcast.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.net.Addresses;
import org.xorcast.net.HostPort;

/**
 * {@code dht}: this node's id in the DHT on the first line, then a line for each node it knew: its
 * id, its address.
 */
final class DhtCache {
  private static final int NODES_MAX = 400;
  private static final long SIZE_MAX_BYTES = 1 << 16;
  private static final String HEAD =
      "# This node's id in the DHT, then the nodes of the last run.\n";
  private static final Logger log = LoggerFactory.getLogger(DhtCache.class);

  private DhtCache() {}

  /** What {@code file} has, null if there is none; damaged lines are skipped with a warning. */
  static @Nullable SavedDht load(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) > SIZE_MAX_BYTES) {
      return null;
    }
    NodeId self = null;
    List<NodeContact> nodes = new ArrayList<>();
    int damaged = 0;
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String[] words = line.strip().split("\\s+", 3);
      if (words[0].isEmpty() || words[0].startsWith("#") || nodes.size() >= NODES_MAX) {
        continue;
      }
      try {
        NodeId id = NodeId.fromBytes(HexFormat.of().parseHex(words[0]));
        if (self == null) {
          self = id;
        } else {
          nodes.add(new NodeContact(id, endpoint(words[1])));
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        damaged++;
      }
    }
    if (damaged > 0) {
      log.warn("{} damaged lines of {} were skipped", damaged, file);
    }
    return self == null ? null : new SavedDht(self, nodes);
  }

  private static Endpoint endpoint(String text) throws IOException {
    HostPort parsed = HostPort.parse(text);
    return Addresses.endpoint(
        new InetSocketAddress(InetAddress.ofLiteral(parsed.host()), parsed.port()));
  }

  static void save(Path file, SavedDht dht) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append(dht.self()).append('\n');
    for (NodeContact node : dht.nodes().subList(0, Math.min(NODES_MAX, dht.nodes().size()))) {
      text.append(node.nodeId()).append(' ').append(node.endpoint()).append('\n');
    }
    AtomicFile.replace(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
