package org.xorcast.core.dht;

/** What a node of the DHT counts, in particular what its bounds drop. */
public enum DhtCounter {
  /** Queries that came in, malformed ones included. */
  QUERIES_RECEIVED,
  /** Responses and errors that went out in reply. */
  RESPONSES_SENT,
  ERRORS_SENT,
  /** Queries not answered, because of their sender's rate, or of all bytes sent in reply. */
  RATE_LIMITED,
  REPLY_BYTES_LIMITED,
  /** Queries with this node's own id, and queries that came while it is read-only. */
  REFLECTED,
  READ_ONLY_IGNORED,
  /** Senders and blocks that the rate limiter forgot for lack of room. */
  LIMITER_FORGOT,
  /** Announcements and puts with a token that is not ours. */
  BAD_TOKENS,
  /** Puts refused: too many from one block, or too many signatures to check. */
  PUTS_LIMITED,
  SIGNATURES_CHECKED,
  BAD_SIGNATURES,
  /** Keys that gave way to others, keys that found no place, peers that found none in a swarm. */
  STORE_EVICTED,
  STORE_FULL,
  SWARM_FULL,
  /** Tokens not given because there is no place for what they are wanted for. */
  TOKENS_WITHHELD,
  /** Replies that were cut to their limit, and those that lost an item by it. */
  REPLIES_TRIMMED,
  ITEMS_WITHHELD,
  /** Questions asked, answers and errors that came, and questions given up. */
  QUERIES_SENT,
  ANSWERS_RECEIVED,
  ERRORS_RECEIVED,
  QUERIES_TIMED_OUT,
  /** Datagrams that are no KRPC, or come from an address that nobody has. */
  MALFORMED,
  MARTIANS,
  /** Answers to nothing that was asked: wrong transaction, address or id. */
  UNASKED,
  /** Items found under a key or with a signature that is not theirs. */
  FALSE_ITEMS,
  /** Questions that waited for a rate limit of ours. */
  HELD_BACK,
  /** BEP 50: values put to neighbours, and put to us though we had them. */
  TOPIC_PUTS_SENT,
  TOPIC_PUTS_UNNEEDED,
  /** BEP 50: neighbours that did not answer any more, possible ones that too many waited with. */
  TOPIC_CONTACTS_LOST,
  TOPIC_CANDIDATES_DROPPED
}
