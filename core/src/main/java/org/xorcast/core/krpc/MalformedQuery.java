package org.xorcast.core.krpc;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

/**
 * A query that cannot be understood, but answered with {@link KrpcErrorCode#PROTOCOL}. Only ever
 * received.
 *
 * @param reason what was wrong, for the sender to read
 */
public record MalformedQuery(Bytes transaction, String reason, @Nullable NodeId topic)
    implements KrpcMessage {}
