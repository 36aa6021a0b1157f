package org.xorcast;

/**
 * What a history holds and what became of what it was given.
 *
 * @param messages kept now
 * @param values how many of them are values, see {@link Group#put(String, byte[])}
 * @param bytes of payloads and records kept now
 * @param stored messages taken in since it was opened
 * @param duplicates messages that were refused because they, or newer ones of their session, had
 *     been taken in before
 * @param superseded values that gave way to a newer one
 * @param evicted messages that went because of the retention
 * @param refused messages that were not taken in: the disk was full, failed, or could not keep up
 * @param damaged messages that could not be read any more
 */
public record HistoryStats(
    long messages,
    long values,
    long bytes,
    long stored,
    long duplicates,
    long superseded,
    long evicted,
    long refused,
    long damaged) {}
