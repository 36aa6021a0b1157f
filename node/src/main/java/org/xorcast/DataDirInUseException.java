package org.xorcast;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Another node, in this or another process, runs on the same data directory. */
public final class DataDirInUseException extends XorcastException {
  private static final long serialVersionUID = 1;

  private final long holderPid;

  /**
   * @param holderPid the process that holds it, -1 if unknown
   */
  public DataDirInUseException(Path directory, long holderPid) {
    super(
        directory
            + " is in use by "
            + (holderPid < 0 ? "another node" : "the node in process " + holderPid)
            + ": stop that node, or give this one a data directory of its own");
    this.holderPid = holderPid;
  }

  /** The process that holds the directory, empty if it is not known. */
  public OptionalLong holderPid() {
    return holderPid < 0 ? OptionalLong.empty() : OptionalLong.of(holderPid);
  }
}
