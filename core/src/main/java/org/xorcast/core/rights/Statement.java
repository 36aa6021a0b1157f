package org.xorcast.core.rights;

import java.util.Arrays;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;

/**
 * What a group's owner says about a peer, signed with the owner's key.
 *
 * <p>Bytes: {@code format(1) group(32) peer(32) serial(varint)}, then what the kind adds, then
 * {@code signature(64)} over the text {@code "xorcast right 1\0"} and all bytes before it.
 */
public sealed interface Statement permits Grant, Revocation {
  /** Length of a group's id in bytes. */
  int GROUP_BYTES = 32;

  /** No encoded statement is longer. */
  int SIZE_MAX_BYTES = 1 + GROUP_BYTES + PeerId.SIZE_BYTES + 9 + 3 + 6 + 4 + 9 + 64;

  /** The group that this is about. */
  Bytes group();

  /** The peer whose right this is about. */
  PeerId peer();

  /** Of two statements about a peer the one with the larger serial counts. */
  long serial();

  /** The whole encoding with its signature. */
  Bytes signed();

  /**
   * Whether this one counts instead of {@code other}, which is about the same peer: it is newer, or
   * as new and a revocation. An owner that signs two grants under one serial gets the one with the
   * larger bytes, everywhere the same.
   */
  default boolean supersedes(Statement other) {
    if (serial() != other.serial()) {
      return serial() > other.serial();
    }
    if (this instanceof Revocation != other instanceof Revocation) {
      return this instanceof Revocation;
    }
    return Arrays.compareUnsigned(signed().unwrap(), other.signed().unwrap()) > 0;
  }

  /**
   * Reads a statement and checks its ranges; the signature is <em>not</em> checked yet.
   *
   * @throws WireException if these are not the bytes of a statement
   */
  static Statement decode(byte[] signed) {
    Reader reader = new Reader(signed);
    int format = reader.u8();
    Bytes group = Bytes.wrap(reader.raw(GROUP_BYTES));
    PeerId peer = reader.peerId();
    long serial = reader.varint(Long.MAX_VALUE);
    Statement statement =
        switch (format) {
          case Grant.FORMAT ->
              new Grant(
                  group,
                  peer,
                  serial,
                  Limits.read(reader),
                  reader.varint(Long.MAX_VALUE),
                  Bytes.wrap(signed));
          case Revocation.FORMAT ->
              new Revocation(
                  group, peer, serial, reader.varint(Long.MAX_VALUE), Bytes.wrap(signed));
          default -> throw new WireException("statement of unknown format " + format);
        };
    reader.raw(Verifier.SIGNATURE_BYTES);
    reader.end();
    return statement;
  }

  /** Whether {@code owner} has signed this. */
  default boolean verify(PeerId owner, Verifier verifier) {
    byte[] all = signed().unwrap();
    Reader reader = new Reader(all);
    byte[] body = reader.raw(all.length - Verifier.SIGNATURE_BYTES);
    return verifier.verify(owner, Signing.input(body), reader.rest());
  }
}
