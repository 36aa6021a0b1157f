package org.xorcast;

import java.util.Map;
import org.xorcast.core.engine.Counter;

/**
 * Everything that a node has counted since it started, as it was when asked.
 *
 * @param counters what the protocols counted, every {@link Counter} present
 * @param datagramsIn UDP datagrams received, wanted or not
 * @param bytesIn their contents, without IP and UDP headers
 * @param datagramsOut UDP datagrams sent
 * @param bytesOut their contents, without IP and UDP headers
 * @param droppedDatagrams received datagrams that nothing was done with, by kind
 * @param peers live links that have said HELLO
 * @param links open links, including those
 * @param messagesLost messages that subscriptions dropped because their readers were slow
 * @param failures exceptions caught inside the node; anything but 0 is a bug, and is in the log
 */
public record NodeStats(
    Map<Counter, Long> counters,
    long datagramsIn,
    long bytesIn,
    long datagramsOut,
    long bytesOut,
    Map<String, Long> droppedDatagrams,
    int peers,
    int links,
    long messagesLost,
    long failures) {
  /** IPv4 and UDP headers of one datagram, in bytes. */
  public static final int HEADER_BYTES = 28;

  /** The same with another number of lost messages, which the loop does not know. */
  public NodeStats withMessagesLost(long lost) {
    return new NodeStats(
        counters,
        datagramsIn,
        bytesIn,
        datagramsOut,
        bytesOut,
        droppedDatagrams,
        peers,
        links,
        lost,
        failures);
  }

  public long get(Counter counter) {
    return counters.getOrDefault(counter, 0L);
  }

  /**
   * Bytes received as the network saw them: with {@value #HEADER_BYTES} bytes for each datagram.
   */
  public long wireBytesIn() {
    return bytesIn + HEADER_BYTES * datagramsIn;
  }

  /** Bytes sent as the network saw them: with {@value #HEADER_BYTES} bytes for each datagram. */
  public long wireBytesOut() {
    return bytesOut + HEADER_BYTES * datagramsOut;
  }
}
