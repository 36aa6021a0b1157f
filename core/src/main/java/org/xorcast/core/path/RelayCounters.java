package org.xorcast.core.path;

/**
 * What a relay did.
 *
 * @param reservations that peers hold now
 * @param flows that are open now
 * @param forwardedBytes of datagrams that were passed on, with their heads
 * @param droppedOverRate datagrams beyond a flow's or the relay's rate
 * @param droppedUnknown datagrams of no flow, or not from one of its ends
 * @param refused reservations and flows
 */
public record RelayCounters(
    int reservations,
    int flows,
    long forwardedBytes,
    long droppedOverRate,
    long droppedUnknown,
    long refused) {}
