package org.xorcast.app.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.Await;
import org.xorcast.app.Collector;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.NodeProcess;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.core.id.Endpoint;

/** Processes that know of nobody but one libtorrent node. */
class FoundThroughDhtTest {
  private static final int COUNT = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path temp;

  private final List<NodeProcess> processes = new ArrayList<>();
  private final List<Collector> collectors = new ArrayList<>();

  @AfterEach
  void endAll() {
    collectors.forEach(Collector::close);
    processes.forEach(NodeProcess::close);
  }

  @Test
  @Timeout(300)
  void twelveProcessesFindEachOtherAndBroadcast() throws Exception {
    ForeignNodes.setUp();
    List<Endpoint> address = ForeignNodes.addresses(41, 1, 6881);
    try (ForeignNodes libtorrent = ForeignNodes.libtorrent(address)) {
      String dht = libtorrent.address(0).toString();
      for (int i = 0; i < COUNT; i++) {
        Path dir = temp.resolve("node" + i);
        String listen = "127.0." + (61 + i) + ".1:0";
        processes.add(NodeProcess.startAt(listen, dir, "--dht", "private", "--dht-bootstrap", dht));
      }
      for (NodeProcess process : processes) {
        process.await("ready");
      }
      for (NodeProcess process : processes) {
        try (ControlClient client = process.connect()) {
          Await.until(PATIENCE, () -> client.peers().path("peers").size() >= 6, process::toString);
        }
        collectors.add(new Collector(process.connect()));
      }
      try (ControlClient client = processes.get(3).connect()) {
        client.publish(null, null, "found".getBytes(StandardCharsets.UTF_8), null);
      }
      Await.until(
          PATIENCE,
          () -> collectors.stream().allMatch(collector -> collector.messages().size() == 1),
          () -> collectors.stream().map(collector -> collector.messages().size()).toList() + "");
      resolvesEachOther(dht);
    }
  }

  private void resolvesEachOther(String dht) throws InterruptedException {
    String peer = processes.get(5).peerId();
    String[] resolve = {"dht", "resolve", peer, "--bootstrap", dht, "--listen", "127.0.42.1:0"};
    // The record is put some seconds after the start.
    Await.until(
        PATIENCE,
        () -> CommandRun.of(resolve).exitCode() == ExitCode.OK,
        () -> "no record of " + peer);
    assertThat(CommandRun.of(resolve).out().strip()).isEqualTo(processes.get(5).address());
  }
}
