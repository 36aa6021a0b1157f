/**
 * Broadcast: every node of a group gets every message once, as over a tree, and completely, as in a
 * flood.
 *
 * <p>The tree is nobody's state. A publisher hands each bucket of its table to one delegate with a
 * height, "you are responsible for your buckets below this", and so does every receiver (El-Ansary
 * et al., IPTPS 2003; Kadcast, AFT 2019): N - 1 payload copies, O(log N) hops, any sender. A
 * delegate that does not answer is replaced at once, one that withholds when witnesses tell. What
 * the tree loses all the same is repaired digest-first, as in Plumtree (SRDS 2007): <em>a payload
 * is pushed unasked only to a delegate; cross links, witnesses and exchange carry an id, and the
 * payload moves only on request.</em> A periodic exchange of digests makes delivery certain rather
 * than likely.
 *
 * <p>The unit that travels is a chunk with its signed record and a Merkle proof, so every chunk is
 * verified alone before it is passed on, and passed on while the rest still arrives.
 *
 * <p>To the application the messages of one publisher's session go in the order of their sequences.
 * What has overtaken another waits in {@link org.xorcast.core.cast.InOrder}, after it was passed
 * on.
 *
 * <p>A message with a key is a value: the newest of each publisher and key is kept, given to
 * whoever comes, and what it replaces travels no more ({@link org.xorcast.core.cast.Values}).
 *
 * <p>Small messages that a publisher sends closely after one another share a record, a {@link
 * org.xorcast.core.engine.Batch}: the tree carries one message, and applications get several.
 *
 * <p>A publisher may ask how many have its message; then each node tells the one that gave it the
 * message how many have it below ({@link org.xorcast.core.cast.Receipts}).
 *
 * <p>What must never happen here: a payload forwarded or delivered before record, hash and
 * signature were checked; a message delivered twice; an effect in proportion to what one peer
 * claims.
 */
@NullMarked
package org.xorcast.core.cast;

import org.jspecify.annotations.NullMarked;
