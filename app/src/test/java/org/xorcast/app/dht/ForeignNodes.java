package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.app.Lab;
import org.xorcast.core.id.Endpoint;

/**
 * Nodes of another implementation of the DHT, all in one process that takes a line of JSON and
 * answers with one. What they understand is in {@code lab/interop}.
 */
final class ForeignNodes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final List<Endpoint> addresses;

  private ForeignNodes(List<String> program, List<Endpoint> addresses) throws IOException {
    this.addresses = List.copyOf(addresses);
    List<String> words = new ArrayList<>(program);
    addresses.forEach(address -> words.add(address.toString()));
    process =
        new ProcessBuilder(words)
            .directory(Lab.DIRECTORY.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = process.outputWriter();
    answers = process.inputReader();
    readLine();
  }

  /** Installs what is missing. */
  static void setUp() throws IOException, InterruptedException {
    Lab.setUp();
  }

  static ForeignNodes libtorrent(List<Endpoint> addresses) throws IOException {
    return new ForeignNodes(List.of("/usr/bin/python3", "libtorrent_peer.py"), addresses);
  }

  static ForeignNodes bittorrentDht(List<Endpoint> addresses) throws IOException {
    return new ForeignNodes(List.of("node", "bittorrent_dht_peer.mjs"), addresses);
  }

  /** {@code count} addresses of this machine that a DHT takes for those of different networks. */
  static List<Endpoint> addresses(int first, int count, int port) {
    List<Endpoint> all = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      all.add(Endpoint.ofIpv4(0x7f000001 + (i << 8), port));
    }
    return all;
  }

  Endpoint address(int node) {
    return addresses.get(node);
  }

  int count() {
    return addresses.size();
  }

  /** The beginning of a command. */
  static ObjectNode command(String what) {
    return JSON.createObjectNode().put("do", what);
  }

  /** Has a node do something and waits for its answer. */
  JsonNode ask(int node, ObjectNode command) throws IOException {
    commands.write(command.put("node", node) + "\n");
    commands.flush();
    return readLine();
  }

  private JsonNode readLine() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the foreign nodes are gone, see above");
    }
    return JSON.readTree(line);
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroy();
    }
  }
}
