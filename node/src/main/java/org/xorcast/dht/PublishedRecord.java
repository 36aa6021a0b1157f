package org.xorcast.dht;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.core.wire.WireException;

/**
 * A peer's signed record as a mutable item under its own key (BEP 44): a bencoded string, the salt
 * {@code "xorcast peer 1"}, the time in milliseconds as sequence.
 */
public final class PublishedRecord {
  /** Tells it from other items of the key. */
  public static final Bytes SALT = Bytes.wrap("xorcast peer 1".getBytes(StandardCharsets.US_ASCII));

  private PublishedRecord() {}

  static MutableItem sign(Identity self, PeerRecord record, long millis) {
    byte[] value = new BencodeWriter().string(record.signed().unwrap()).toByteArray();
    return MutableItem.sign(self, SALT, millis, Bytes.wrap(value));
  }

  /** The record in an item, null if there is none that its author signed as a peer, too. */
  public static @Nullable PeerRecord read(MutableItem item, Verifier verifier) {
    try {
      Bencode value = Bencode.parse(item.value().unwrap());
      PeerRecord record = PeerRecordCodec.decode(value.string());
      boolean isGenuine =
          record.peer().equals(item.key()) && PeerRecordCodec.verify(record, verifier);
      return isGenuine ? record : null;
    } catch (WireException e) {
      return null;
    }
  }
}
