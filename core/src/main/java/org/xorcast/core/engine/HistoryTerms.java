package org.xorcast.core.engine;

import java.util.List;

/**
 * How a node takes part in a group's history.
 *
 * @param keeps whether the driver stores what is delivered, and answers {@link Effects#readHistory}
 * @param from where to begin in sessions that are not in {@code taken}
 * @param sinceMillis when the application first subscribed, milliseconds since 1970: sessions that
 *     began later are wanted from their first message
 * @param taken what has been delivered in earlier runs
 */
public record HistoryTerms(boolean keeps, From from, long sinceMillis, List<Span> taken) {}
