/**
 * The data directory: what a node keeps between two runs.
 *
 * <p>Three files, all readable with a pager: {@code identity.pem}, the private key as every TLS
 * tool knows it; {@code peers}, signed addresses to come back through when the bootstrap host is
 * gone; and {@code lock}, which holds the process id of the node that runs here. Two nodes with one
 * identity would fight over every link, so the lock is taken before anything is read.
 *
 * <p>Files are replaced, never changed: written under a temporary name, forced to the disk,
 * renamed. After a crash there is the old file or the new one. A damaged key is never overwritten,
 * since it may be the only copy; damaged lines of {@code peers} are skipped, since they can be had
 * again.
 *
 * <p>What must never happen here: a file outside the directory, a key that others can read, silence
 * about a file that could not be used, a call on the loop thread.
 */
@NullMarked
package org.xorcast.store;

import org.jspecify.annotations.NullMarked;
