/**
 * Bytes in, values out: the one canonical binary form that Xorcast nodes speak.
 *
 * <p>Signatures need one byte form per value, so the codec is our own and small: big-endian fixed
 * numbers, LEB128 varints in their shortest form, length-prefixed strings, nothing optional but
 * what a flag announces. A {@link org.xorcast.core.wire.Reader} checks every length against a
 * stated limit before it allocates, and refuses what a {@link org.xorcast.core.wire.Writer} would
 * not have written.
 *
 * <p>A message is a frame: one type byte of {@link org.xorcast.core.wire.FrameType}, then the
 * fields. Transports that have no message borders put the frame's length before it as a varint.
 * Each protocol keeps its own messages; this room only knows their numbers, so that two never share
 * one.
 *
 * <p>{@link org.xorcast.core.wire.Bencode} is here for the Mainline DHT alone, whose messages are
 * not ours to choose: there the bytes as they were received are what is hashed and signed.
 *
 * <p>What must never happen here: an allocation whose size an unread peer chose, an exception other
 * than {@link org.xorcast.core.wire.WireException} for bad bytes, two encodings of one value.
 */
@NullMarked
package org.xorcast.core.wire;

import org.jspecify.annotations.NullMarked;
