package org.xorcast.app;

/** What the program tells the shell. {@code xorcast --help} lists the same. */
public final class ExitCode {
  public static final int OK = 0;

  /** Something went wrong. */
  public static final int FAILURE = 1;

  /** The command line makes no sense; picocli's own code for that. */
  public static final int USAGE = 2;

  /** Nobody was there, or not in time. */
  public static final int UNREACHABLE = 3;

  /** The program will not do that: the payload is too large, the directory belongs to another. */
  public static final int REFUSED = 4;

  /** What shells use for a program that Ctrl-C ended. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
