/**
 * Who may publish in a group, and who may enter it: what the group's owner has signed.
 *
 * <p>A group is open, or it is owned by a key. The owner's word about a peer is a {@link
 * org.xorcast.core.rights.Statement}: a {@link org.xorcast.core.rights.Grant} with limits and an
 * end, or a {@link org.xorcast.core.rights.Revocation}. Statements about one peer are ordered by
 * their serials, a revocation before a grant of the same serial, so two nodes that have heard the
 * same statements in whatever order agree: the newest counts and nothing else is kept. Who shows a
 * statement does not matter, for the owner has signed it; BEP 46 and the grants of capability
 * systems have the same shape.
 *
 * <p>{@link org.xorcast.core.rights.Rights} answers for one group. An invited network is the same
 * thing: its key is the owner, a member's certificate is a grant, and a removal is a revocation.
 *
 * <p>How statements travel is the broadcast's business, this room knows only their bytes and what
 * follows from them.
 *
 * <p>What must never happen here: a statement kept before its signature was checked; a revoked
 * right that comes back because the revocation was forgotten.
 */
@NullMarked
package org.xorcast.core.rights;

import org.jspecify.annotations.NullMarked;
