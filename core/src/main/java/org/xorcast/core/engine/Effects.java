package org.xorcast.core.engine;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerRecord;

/**
 * Everything that a core can ask of the world.
 *
 * <p>Implementations only take note; they act after {@link Core#handle} has returned.
 */
public interface Effects {
  /**
   * Sends one frame: {@code head} followed by {@code body}. The body is shared between many sends
   * and must not be written to. Frames of one channel arrive in order.
   */
  void send(long link, Channel channel, byte[] head, Bytes body);

  /** Sends one small frame on {@link Channel#CONTROL}. */
  void send(long link, byte[] frame);

  /**
   * Opens a link to whoever answers there; {@link Event.LinkUp} or {@link Event.DialFailed}
   * follows.
   */
  void dial(Endpoint to);

  /**
   * Opens a link to a peer along all ways that its record names, relays included. {@link
   * Event.LinkUp} or {@link Event.DialFailed}, of {@link PeerRecord#anyEndpoint}, follows.
   */
  void dial(PeerRecord record);

  /** Closes a link after what was sent on it has left. No {@link Event.LinkDown} follows. */
  void close(long link, CloseReason reason);

  /** Hands a complete, verified message, or several signed together, to the application. */
  void deliver(Delivery delivery);

  /** Asks the driver's history; {@link Event.HistoryAnswer} follows. */
  void readHistory(HistoryQuery query);

  /**
   * Asks the application what it thinks of a message before it is passed on or delivered; {@link
   * Event.Judged} answers.
   */
  void validate(long ticket, Delivery delivery);

  /** Answers {@link Event.Publish}: the message is on its way. */
  void published(long ticket, MessageId id, long sequence);

  /**
   * Answers {@link Event.Publish}: the message will be signed with others in a moment; {@link
   * #published} follows.
   */
  void gathered(long ticket, long sequence);

  /**
   * Answers {@link Event.Publish}: the publisher is too fast, nothing was published.
   *
   * @param retryNanos when to try again, from now
   */
  void refused(long ticket, Refusal reason, long retryNanos);

  /** Tells how far a message has come for which receipts were asked, each time more is known. */
  void reached(MessageId id, Reach reach);

  /** Tells operators what happened. */
  void log(Note note);
}
