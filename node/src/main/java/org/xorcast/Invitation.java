package org.xorcast;

import java.time.Instant;
import org.xorcast.core.Engine;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.WireException;

/**
 * An invited network and what lets a node in.
 *
 * @param key whose network it is
 * @param certificate of the node, empty at the key's own
 */
record Invitation(String network, PeerId key, Bytes certificate) {
  /**
   * Who may be in the network, as far as {@code self} knows when it starts.
   *
   * @throws NotInvitedException if that is not {@code self}
   */
  Rights rights(PeerId self, Verifier verifier) {
    Rights rights = Rights.ownedBy(key, Engine.networkId(network, key), verifier);
    if (self.equals(key)) {
      return rights;
    }
    String remedy = ": ask whoever has the network's key for a certificate of " + self;
    Statement statement = decode(remedy);
    if (!(statement instanceof Grant grant) || !grant.peer().equals(self)) {
      throw new NotInvitedException("the certificate is not one of this node" + remedy);
    }
    if (rights.learn(grant, false) != Rights.Worth.NEWS) {
      throw new NotInvitedException(
          "the certificate is not of network \"" + network + "\" of " + key + remedy);
    }
    if (!rights.mayEnter(self, System.currentTimeMillis())) {
      throw new NotInvitedException(
          "the certificate has ended at "
              + Instant.ofEpochMilli(grant.expiryMillis())
              + ", by this machine's clock"
              + remedy);
    }
    return rights;
  }

  private Statement decode(String remedy) {
    try {
      return Statement.decode(certificate.unwrap());
    } catch (WireException e) {
      throw new NotInvitedException("this is no certificate (" + e.getMessage() + ")" + remedy);
    }
  }
}
