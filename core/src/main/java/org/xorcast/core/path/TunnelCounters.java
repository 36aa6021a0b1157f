package org.xorcast.core.path;

/**
 * What became of tunnels, in both roles.
 *
 * @param open that stand now
 * @param refused connections beyond the limits
 * @param malformed closed since what came in them was none
 * @param dropped datagrams that found no room in one, or no tunnel any more
 */
public record TunnelCounters(int open, long refused, long malformed, long dropped) {}
