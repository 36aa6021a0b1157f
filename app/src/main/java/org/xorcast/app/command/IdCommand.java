package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.xorcast.DataDirInUseException;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.identity.Ed25519;
import org.xorcast.store.DataDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Who a node is, without running it. */
@Command(
    name = "id",
    description = "Print a node's peer id; make the identity if there is none.",
    footer = {
      "",
      "With --json: {\"peer\":...,\"dataDir\":...,\"created\":true|false}",
      "",
      "Example:",
      "  xorcast id --data-dir alice",
    })
public final class IdCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  private IdCommand() {}

  @Override
  public Integer call() {
    Path directory = dataDir.directory();
    Output output = options.open();
    boolean created = !Files.exists(directory.resolve("identity.pem"));
    String peer = idOf(directory);
    if (created) {
      output.notice("made a new identity in " + directory);
    }
    output.result(
        () -> {
          ObjectNode json = Json.object().put("peer", peer);
          return json.put("dataDir", directory.toString()).put("created", created);
        },
        () -> peer);
    return ExitCode.OK;
  }

  /** The id of the node of this directory, running or not. */
  static String idOf(Path directory) {
    try (DataDir held = DataDir.open(directory)) {
      return held.identity(Ed25519.shared()).peerId().toString();
    } catch (DataDirInUseException running) {
      try (ControlClient client = ControlClient.connect(directory)) {
        return client.status().path("peer").asText();
      } catch (CommandException notYetOrNoMore) {
        throw running;
      }
    }
  }
}
