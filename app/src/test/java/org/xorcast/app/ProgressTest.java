package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Output output = new Output(new PrintWriter(out), new PrintWriter(err), false);

  @Test
  void aTerminalHasOneLineThatChanges() {
    try (Progress progress = new Progress(output, true)) {
      progress.update("started 10 nodes");
      progress.step("done");
    }
    assertThat(err.toString()).isEqualTo("\rstarted 10 nodes\rdone            \n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void elsewhereThereAreFewPlainLines() {
    try (Progress progress = new Progress(output, false)) {
      for (int i = 0; i < 100; i++) {
        progress.update("step " + i);
      }
      progress.step("done");
    }
    assertThat(err.toString()).isEqualTo("step 0\ndone\n");
  }
}
