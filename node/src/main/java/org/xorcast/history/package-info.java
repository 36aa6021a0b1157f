/**
 * Histories: what a node keeps of a group's messages, so that who was away can catch up.
 *
 * <p>A history is a log. Messages come in once, in the order of each publisher's sequences, get a
 * position that only grows, and leave by count, bytes or age, the oldest first; of a state topic
 * also when a newer value of the same key comes. Neighbours read it by publisher and sequence, the
 * node's own readers by position. Two kinds: {@link org.xorcast.history.MemoryHistory}, and {@link
 * org.xorcast.history.DiskHistory} in SQLite with a write-ahead log and a forced write for each
 * commit (synchronous=FULL). One thread writes and commits whatever has queued up meanwhile (group
 * commit: DeWitt et al., SIGMOD 1984).
 *
 * <p>After a failure, such as a full disk, nothing is taken in until the owner says so: a message
 * that follows one that was lost would make a gap that nobody fills any more. A damaged file is set
 * aside and what can be read of it goes into a new one.
 *
 * <p>What must never happen here: an acknowledgement before the data is on the disk, a deleted
 * file, a queue without bound, silence about a failure, a call on the loop thread that waits for
 * the disk.
 */
@NullMarked
package org.xorcast.history;

import org.jspecify.annotations.NullMarked;
