package org.xorcast.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;

/**
 * The bytes of a {@link PeerRecord}: {@code format(1)=1 peer(32) version(8) n(varint) n*endpoint
 * signature(64)}, and in format 2, which only those have who need relays, {@code m(varint)
 * m*endpoint} of the relays before the signature. The signature covers the text {@code "xorcast
 * peer record 1\0"} and all bytes before it.
 */
public final class PeerRecordCodec {
  /** No record is longer: 43 bytes of head, 8 IPv6 endpoints, 6 of relays, a signature. */
  public static final int SIZE_MAX_BYTES =
      43 + (PeerRecord.ENDPOINTS_MAX + PeerRecord.RELAYS_MAX) * 19 + 64;

  private static final int FORMAT = 1;
  private static final int FORMAT_WITH_RELAYS = 2;
  private static final byte[] CONTEXT =
      "xorcast peer record 1\0".getBytes(StandardCharsets.US_ASCII);

  private PeerRecordCodec() {}

  /** Makes and signs the record of {@code owner}. */
  public static PeerRecord sign(Identity owner, long version, List<Endpoint> endpoints) {
    return sign(owner, version, endpoints, List.of());
  }

  /** Makes and signs the record of an {@code owner} who is reached through relays. */
  public static PeerRecord sign(
      Identity owner, long version, List<Endpoint> endpoints, List<Endpoint> relays) {
    Writer writer = new Writer(SIZE_MAX_BYTES);
    writer.u8(relays.isEmpty() ? FORMAT : FORMAT_WITH_RELAYS);
    writer.peerId(owner.peerId()).u64(version).varint(endpoints.size());
    endpoints.forEach(writer::endpoint);
    if (!relays.isEmpty()) {
      writer.varint(relays.size());
      relays.forEach(writer::endpoint);
    }
    byte[] signature = owner.sign(signingInput(writer.toByteArray()));
    byte[] signed = writer.raw(signature).toByteArray();
    return new PeerRecord(owner.peerId(), version, endpoints, relays, Bytes.wrap(signed));
  }

  /** Reads the fields of a record; its signature is <em>not</em> checked yet. */
  public static PeerRecord decode(byte[] signed) {
    Reader reader = new Reader(signed);
    int format = reader.u8();
    if (format != FORMAT && format != FORMAT_WITH_RELAYS) {
      throw new WireException("peer record of unknown format " + format);
    }
    PeerId peer = reader.peerId();
    long version = reader.u64();
    List<Endpoint> endpoints = endpoints(reader, PeerRecord.ENDPOINTS_MAX);
    List<Endpoint> relays = List.of();
    if (format == FORMAT_WITH_RELAYS) {
      relays = endpoints(reader, PeerRecord.RELAYS_MAX);
      if (relays.isEmpty()) {
        throw new WireException("peer record of format 2 without relays");
      }
    }
    reader.raw(Verifier.SIGNATURE_BYTES);
    reader.end();
    return new PeerRecord(peer, version, endpoints, relays, Bytes.wrap(signed));
  }

  private static List<Endpoint> endpoints(Reader reader, int max) {
    int count = reader.varintInt(max);
    List<Endpoint> endpoints = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      endpoints.add(reader.endpoint());
    }
    return endpoints;
  }

  /** Whether a decoded record was signed by the peer that it names. */
  public static boolean verify(PeerRecord record, Verifier verifier) {
    byte[] signed = record.signed().unwrap();
    int bodyLength = signed.length - Verifier.SIGNATURE_BYTES;
    Reader reader = new Reader(signed);
    byte[] body = reader.raw(bodyLength);
    return verifier.verify(record.peer(), signingInput(body), reader.rest());
  }

  private static byte[] signingInput(byte[] body) {
    return new Writer(CONTEXT.length + body.length).raw(CONTEXT).raw(body).toByteArray();
  }
}
