package org.xorcast.app.daemon;

/** What a stream of messages hands a client, in order. */
public sealed interface Received
    permits ReceivedMessage, Received.Lost, Received.Kept, Received.Ended {
  /** The node dropped messages because this client read too slowly. */
  record Lost(long count) implements Received {}

  /**
   * That was all that the node keeps; nothing follows.
   *
   * @param messages how many it keeps, of which the client got those it asked for
   * @param bytes of payloads and records
   * @param damaged how many it could not read any more
   */
  record Kept(long messages, long bytes, long damaged) implements Received {}

  /** The node stopped; nothing follows. */
  record Ended() implements Received {}
}
