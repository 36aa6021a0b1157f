package org.xorcast.app;

import java.io.Console;
import java.util.Locale;

/**
 * What is going on, on stderr: one line that changes on a terminal, plain lines now and then
 * elsewhere. Not thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long LINE_NANOS = 2_000_000_000;

  private final Output output;
  private final boolean live;
  private long shownNanos = System.nanoTime() - LINE_NANOS;
  private String shown = "";
  private int width;

  public Progress(Output output) {
    this(output, isTerminal());
  }

  Progress(Output output, boolean live) {
    this.output = output;
    this.live = live;
  }

  @SuppressWarnings("SystemConsoleNull") // It still does so in a runtime without jdk.internal.le.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Shows {@code text} unless something was shown a moment ago. */
  public void update(String text) {
    if (System.nanoTime() - shownNanos >= (live ? REDRAW_NANOS : LINE_NANOS)) {
      show(text);
    }
  }

  /** Shows {@code text} for sure: a step is done. */
  public void step(String text) {
    show(text);
    endLine();
  }

  private void show(String text) {
    if (text.equals(shown)) {
      return;
    }
    shownNanos = System.nanoTime();
    shown = text;
    if (live) {
      output.raw("\r" + String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s", text));
      width = text.length();
    } else {
      output.notice(text);
    }
  }

  private void endLine() {
    if (live && width > 0) {
      output.notice("");
    }
    width = 0;
    shown = "";
  }

  @Override
  public void close() {
    endLine();
  }
}
