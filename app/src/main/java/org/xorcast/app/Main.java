package org.xorcast.app;

/** The program's entry point. */
public final class Main {

  private Main() {}

  /** Prints the usage. */
  public static void main(String[] args) {
    System.out.println("Usage: xorcast COMMAND [OPTION]...");
    System.exit(args.length == 0 ? 2 : 0);
  }
}
