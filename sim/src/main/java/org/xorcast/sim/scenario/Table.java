package org.xorcast.sim.scenario;

/**
 * How the nodes come to know each other.
 *
 * @param bucketSize most neighbours in a bucket of a converged table, 1 to 64 (Kademlia's k)
 * @param missing share of the entries that a converged table lacks, 0 to below 1
 * @param undialable share of the nodes that nobody can dial, 0 to below 1; they dial others
 * @param joins true: all nodes join through node 0; false: their tables have converged already
 */
public record Table(int bucketSize, double missing, double undialable, boolean joins) {
  public static final Table DEFAULT = new Table(20, 0, 0, false);

  public Table {
    Checks.range("bucket", bucketSize, 1, 64);
    Checks.share("missing", missing);
    Checks.share("undialable", undialable);
  }

  public Table withJoins(boolean newJoins) {
    return new Table(bucketSize, missing, undialable, newJoins);
  }
}
