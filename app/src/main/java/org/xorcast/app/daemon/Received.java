package org.xorcast.app.daemon;

/** What a subscription of a client hands out, in order. */
public sealed interface Received permits ReceivedMessage, Received.Lost, Received.Ended {
  /** The node dropped messages because this client read too slowly. */
  record Lost(long count) implements Received {}

  /** The node stopped; nothing follows. */
  record Ended() implements Received {}
}
