package org.xorcast.core.rights;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;

/**
 * "This peer's grants up to this serial are void." In an invited network it removes a member.
 *
 * <p>Adds {@code time(varint)} to a {@link Statement}.
 *
 * @param timeMillis when the owner said so, milliseconds since 1970, for people
 */
public record Revocation(Bytes group, PeerId peer, long serial, long timeMillis, Bytes signed)
    implements Statement {
  static final int FORMAT = 0x32;

  /** Makes and signs a revocation in the group that {@code owner} owns. */
  public static Revocation sign(
      Identity owner, Bytes group, PeerId peer, long serial, long timeMillis) {
    Bytes signed =
        Signing.sign(owner, Signing.head(FORMAT, group, peer, serial).varint(timeMillis));
    return new Revocation(group, peer, serial, timeMillis, signed);
  }
}
