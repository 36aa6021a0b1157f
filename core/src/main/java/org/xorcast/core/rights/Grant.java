package org.xorcast.core.rights;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Writer;

/**
 * "This peer may publish here, so much and so long." In an invited network it is the certificate of
 * a member.
 *
 * <p>Adds {@code messages a second(varint) bytes a second(varint) largest message(varint)
 * expiry(varint)} to a {@link Statement}.
 *
 * @param expiryMillis the end of the right, milliseconds since 1970
 */
public record Grant(
    Bytes group, PeerId peer, long serial, Limits limits, long expiryMillis, Bytes signed)
    implements Statement {
  static final int FORMAT = 0x31;

  /** Makes and signs a grant of the group that {@code owner} owns. */
  public static Grant sign(
      Identity owner, Bytes group, PeerId peer, long serial, Limits limits, long expiryMillis) {
    Writer body = Signing.head(FORMAT, group, peer, serial);
    limits.write(body);
    body.varint(expiryMillis);
    return new Grant(group, peer, serial, limits, expiryMillis, Signing.sign(owner, body));
  }
}
