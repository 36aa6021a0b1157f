package org.xorcast.app.command;

import org.xorcast.Node;
import org.xorcast.app.ExitCode;
import org.xorcast.app.daemon.ControlServer;

/**
 * A node with its control socket, which leave politely when they are closed, and when the JVM is
 * told to stop (SIGTERM, Ctrl-C): then the exit code is 0, since the user got what they wanted.
 */
final class RunningNode implements AutoCloseable {
  private final Node node;
  private final ControlServer control;
  private final NodeEvents events;
  private final Thread onSignal;

  RunningNode(Node node, ControlServer control, NodeEvents events) {
    this.node = node;
    this.control = control;
    this.events = events;
    onSignal =
        new Thread(
            () -> {
              leave();
              // The JVM would report the signal.
              Runtime.getRuntime().halt(ExitCode.OK);
            },
            "xorcast-signal");
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  ControlServer control() {
    return control;
  }

  private void leave() {
    try (control;
        node) {
      events.left();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException stoppingAlready) {
      return;
    }
    leave();
  }
}
