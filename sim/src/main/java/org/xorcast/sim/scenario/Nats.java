package org.xorcast.sim.scenario;

import java.util.EnumMap;
import java.util.Map;
import org.xorcast.sim.nat.NatKind;

/**
 * What nodes sit behind.
 *
 * @param shares of the nodes, by kind; the others are open, and so is the first node
 */
public record Nats(Map<NatKind, Double> shares) {
  /** Everybody reaches everybody. */
  public static final Nats NONE = new Nats(Map.of());

  public Nats {
    Map<NatKind, Double> copy = new EnumMap<>(NatKind.class);
    copy.putAll(shares);
    shares.values().forEach(share -> Checks.share("a kind of NAT", share));
    Checks.share("all NATs together", shares.values().stream().mapToDouble(s -> s).sum());
    shares = copy;
  }

  public boolean isNone() {
    return shares.isEmpty();
  }
}
