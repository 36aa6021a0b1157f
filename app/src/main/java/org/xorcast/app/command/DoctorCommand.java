package org.xorcast.app.command;

import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says who reaches a running node, and how. */
@Command(
    name = "doctor",
    description = {
      "Say how others see a running node, whether strangers reach it, what NAT that means, and how"
          + " it would be linked with peers behind each kind of NAT; with the evidence.",
      "All of it is what the node has learnt from its peers: it needs two at least, at different"
          + " addresses, and some seconds."
    },
    footer = {
      "",
      "With --json, one object:"
          + " {\"peer\",\"address\",\"network\",\"joined\",\"peers\",\"ownAddresses\":[..],"
          + " \"seenAt\":[..],\"reached\":true|false|null,\"nat\",\"carrierNat\",\"relays\":[..],"
          + " \"tunnelledTo\":[..],\"links\":{\"direct\",\"punched\",\"relayed\",\"tunnelled\"},\"rungs\":{..},\"problems\":[..]}.",
      "nat: unknown, local, none, noneOrFirewall, firewall, fullCone, onePort, symmetric,"
          + " udpBlocked. rungs: a peer's kind and direct, punched or relayed; empty while nothing"
          + " is known.",
      "",
      "Exits with 3 if no node runs there or it has no peer, with 1 if nobody could call it.",
      "",
      "Example:",
      "  xorcast doctor --data-dir alice",
    })
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  private DoctorCommand() {}

  @Override
  public Integer call() {
    Output output = options.open();
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      Diagnosis diagnosis = Diagnosis.of(client.status(), client.peers());
      output.result(diagnosis::json, () -> DiagnosisText.of(diagnosis));
      return !diagnosis.isConnected()
          ? ExitCode.UNREACHABLE
          : diagnosis.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }
}
