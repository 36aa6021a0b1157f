package org.xorcast.sim.scenario;

import org.xorcast.sim.adversary.Adversary;

/**
 * Adversaries among the nodes, from the beginning.
 *
 * @param share of all nodes, above 0 and below 1
 */
public record Liars(Adversary kind, double share) {
  public Liars {
    Checks.share("the adversaries' share", share);
  }
}
