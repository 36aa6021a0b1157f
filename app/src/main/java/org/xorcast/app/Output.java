package org.xorcast.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * Where a command's words go: results to stdout, everything else to stderr. Thread-safe, and every
 * line is out before the call returns.
 */
public final class Output {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  Output(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  public boolean isJson() {
    return json;
  }

  /** A result in the form that was asked for. */
  public void result(Supplier<ObjectNode> object, Supplier<String> text) {
    if (json) {
      object(object.get());
    } else {
      text(text.get());
    }
  }

  /** One line of JSON on stdout. */
  public synchronized void object(ObjectNode object) {
    out.println(Json.line(object));
    out.flush();
  }

  /** A line for people on stdout. */
  public synchronized void text(String line) {
    out.println(line);
    out.flush();
  }

  /** A line for people on stderr. */
  public synchronized void notice(String line) {
    err.println(line);
    err.flush();
  }

  /** Without a line break, to stderr. */
  synchronized void raw(String text) {
    err.print(text);
    err.flush();
  }

  /** True once stdout cannot be written any more, for example because {@code head} has enough. */
  public synchronized boolean isBroken() {
    return out.checkError();
  }
}
