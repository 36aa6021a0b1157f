package org.xorcast.core.engine;

import org.xorcast.core.id.PeerId;

/**
 * How much of one publisher's session a history has.
 *
 * @param oldest the first sequence that is still kept, {@code newest + 1} if none is
 * @param newest the last sequence that was ever taken in
 */
public record Span(PeerId publisher, long session, long oldest, long newest) {}
