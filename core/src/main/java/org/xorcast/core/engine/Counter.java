package org.xorcast.core.engine;

/** Everything that is counted, in particular whatever a bound or a check drops. */
public enum Counter {
  /** Payload bytes received in pushes, wanted or not. */
  PAYLOAD_BYTES_RECEIVED,
  /** Of those, bytes that were here already. */
  PAYLOAD_BYTES_DUPLICATE,
  /** Payload bytes handed to the transport. */
  PAYLOAD_BYTES_SENT,
  /** Frames with payload received and sent. */
  PUSHES_RECEIVED,
  PUSHES_SENT,
  /** Broadcast frames without payload sent: ACK, IHAVE, PROBE, IWANT, DIGEST. */
  CONTROL_SENT,
  /** Overlay frames sent. */
  OVERLAY_SENT,
  /** Messages handed to the application. */
  DELIVERED,
  /** Messages that arrived by a pull instead of the tree. */
  REPAIRED,
  /** Delegates that did not acknowledge in time. */
  ACK_TIMEOUTS,
  /** Delegates that acknowledged a message and did not pass it on, as witnesses showed. */
  DELEGATES_FAILED,
  /** Delegates that were not looked after, for too many were waiting for it. */
  AUDITS_DROPPED,
  /** Groups of the tree in which nobody answered. */
  GROUPS_LOST,
  /** Sequences given up: nobody had them any more, or they were sent before this node came. */
  SEQUENCES_LOST,
  /** Complete messages that left the memory for repair before their time, for lack of room. */
  STORE_EVICTED,
  /** Unfinished messages dropped: too many at once, or no progress. */
  ASSEMBLIES_DROPPED,
  /** Records refused, by reason. */
  BAD_SIGNATURE,
  BAD_PAYLOAD,
  BAD_HEIGHT,
  REPLAYED,
  FAR_FUTURE,
  WRONG_TIME,
  /** Values that came after a newer one of their key, and those kept that a newer one replaced. */
  OVERTAKEN,
  SUPERSEDED,
  /** Values dropped because there were more keys, or bytes of them, than a group may have. */
  VALUES_EVICTED,
  /** Values that a neighbour was asked for because its list had newer ones. */
  VALUES_ASKED,
  /** Two different messages under one sequence. */
  EQUIVOCATIONS,
  /** Records refused because their publisher is over its limit, or mute after an equivocation. */
  OVER_LIMIT,
  MUTED,
  /** Messages refused because of their publisher's right: see {@code Rights.Verdict}. */
  NOT_GRANTED,
  REVOKED,
  EXPIRED,
  OVERSIZE,
  OVER_RATE,
  /** Messages that the application did not want passed on. */
  REJECTED,
  IGNORED,
  /** Those of them that were ignored because it gave no answer in time. */
  NOT_JUDGED,
  /** Statements about rights that the group's owner has not signed. */
  FALSE_STATEMENTS,
  /** Payload that was in vain, in pieces of 4 KiB begun: see {@code RateLimits}. */
  UNWANTED,
  /** Announcements beyond a neighbour's limit, or the bound of remembered ones. */
  ANNOUNCEMENTS_DROPPED,
  /** Pushes that waited for a peer's window and did not fit its queue. */
  PUSH_QUEUE_DROPPED,
  /** Messages of this node's own that it did not publish, for it was too fast. */
  PUBLISH_REFUSED,
  /** Receipts that were forgotten before their time, for there were too many. */
  RECEIPTS_DROPPED,
  /** Receipts of nodes that this one has nothing to do with. */
  RECEIPTS_REFUSED,
  /** Receipts that claim more nodes than there can be. */
  RECEIPTS_CUT,
  /** Messages that came out of a neighbour's history, and that went to a neighbour out of ours. */
  RECALLED,
  HISTORY_SERVED,
  /** Questions about the past that were not answered, for too many were under way. */
  RECALLS_REFUSED,
  /** Messages out of a history that nobody had asked for, or that came twice. */
  RECALLED_IN_VAIN,
  /** Messages that had no room while what stands before them was missing; they are asked for. */
  HELD_DROPPED,
  /** Sequences that no neighbour had any more: the application is told. */
  GAPS,
  /** Frames that could not be read, and links closed for it. */
  MALFORMED_FRAMES,
  /** Frames on links that have not said HELLO. */
  EARLY_FRAMES,
  /** Peer records with a bad signature. */
  BAD_PEER_RECORDS,
  /** Links refused because the node has its maximum. */
  LINKS_REFUSED,
  /** Links refused or closed because the network takes invited members only. */
  NOT_INVITED,
  DIALS,
  DIALS_FAILED,
  /** Frames about topics sent, other than those of a topic's own overlay and broadcast. */
  TOPIC_SENT,
  /** Frames of a topic that is not subscribed to here. */
  NOT_SUBSCRIBED,
  /** Frames of a topic over a link that it has let go of: the two crossed on the way. */
  DETACHED_FRAMES,
  /** Announcements of subscribers, and questions for them, that were not taken. */
  RENDEZVOUS_REFUSED,
  /** Messages for a topic that no subscriber was found for, or took. */
  HANDOVERS_DROPPED,
  /** Neighbours lost without a goodbye. */
  NEIGHBOURS_TIMED_OUT
}
