package org.xorcast.core.rights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;

/**
 * What one group's owner has said, as far as it is known here, and what follows from it.
 *
 * <p>Statements that were <em>told</em> are for everybody and kept by all. A grant that was only
 * <em>shown</em>, by the member of an invited network or with a message, is kept in a cache of
 * {@value #SHOWN_MAX}: whoever needs it can show it again. Revocations are always told.
 */
public final class Rights {
  static final int SHOWN_MAX = 4096;

  /** Whether a message may be published. */
  public enum Verdict {
    GRANTED,
    /** Nothing is known of a right. */
    NOT_GRANTED,
    REVOKED,
    EXPIRED,
    /** The message is larger than the grant allows. */
    OVERSIZE,
    /** More messages or bytes than the grant allows in the time. */
    OVER_RATE
  }

  /** What a statement was worth. */
  public enum Worth {
    /** It counts from now on. */
    NEWS,
    /** It was known, or something newer is, or nobody owns the group. */
    OLD,
    /** It is about another group, or the owner has not signed it. */
    FALSE
  }

  private final Bytes group;
  private final @Nullable PeerId owner;
  private final Verifier verifier;
  private final StatementSet told = new StatementSet();
  private final Map<PeerId, Grant> shown = new LinkedHashMap<>(0, 0.75f, true);

  private Rights(Bytes group, @Nullable PeerId owner, Verifier verifier) {
    this.group = group;
    this.owner = owner;
    this.verifier = verifier;
  }

  /** The rights in a group where everybody has the same. */
  public static Rights open(Bytes group) {
    return new Rights(group, null, (signer, message, signature) -> false);
  }

  /** The rights in a group where the owner says who has which. */
  public static Rights ownedBy(PeerId owner, Bytes group, Verifier verifier) {
    return new Rights(group, owner, verifier);
  }

  public Bytes group() {
    return group;
  }

  public boolean isOpen() {
    return owner == null;
  }

  /** Null in an open group. */
  public @Nullable PeerId owner() {
    return owner;
  }

  // ---- what follows -----------------------------------------------------------------------------

  /**
   * Whether {@code publisher} may publish {@code sizeBytes} now, whatever its rate.
   *
   * @param wallMillis milliseconds since 1970
   */
  public Verdict judge(PeerId publisher, int sizeBytes, long wallMillis) {
    Verdict verdict = judge(publisher, wallMillis);
    boolean large =
        of(publisher) instanceof Grant grant && sizeBytes > grant.limits().largestBytes();
    return verdict == Verdict.GRANTED && large ? Verdict.OVERSIZE : verdict;
  }

  /** Whether {@code peer} may enter an invited network now. */
  public boolean mayEnter(PeerId peer, long wallMillis) {
    return judge(peer, wallMillis) == Verdict.GRANTED;
  }

  private Verdict judge(PeerId peer, long wallMillis) {
    if (owner == null || peer.equals(owner)) {
      return Verdict.GRANTED;
    }
    return switch (of(peer)) {
      case null -> Verdict.NOT_GRANTED;
      case Revocation revocation -> Verdict.REVOKED;
      case Grant grant -> wallMillis <= grant.expiryMillis() ? Verdict.GRANTED : Verdict.EXPIRED;
    };
  }

  /** What counts about a peer, null if nothing does. */
  public @Nullable Statement of(PeerId peer) {
    Statement newest = told.get(peer);
    Grant grant = shown.get(peer);
    if (grant == null || told.isTooOld(grant.serial())) {
      return newest;
    }
    return newest == null || grant.supersedes(newest) ? grant : newest;
  }

  /** The limits that the owner has set for a peer, null if those of the node are all there are. */
  public @Nullable Limits limits(PeerId peer) {
    boolean free = owner == null || peer.equals(owner);
    return !free && of(peer) instanceof Grant grant ? grant.limits() : null;
  }

  // ---- what is said -----------------------------------------------------------------------------

  /**
   * Takes in a statement.
   *
   * @param forAll whether it was told rather than shown
   */
  public Worth learn(Statement statement, boolean forAll) {
    if (owner == null) {
      return Worth.OLD;
    }
    if (!statement.group().equals(group)) {
      return Worth.FALSE;
    }
    boolean tell = forAll || statement instanceof Revocation;
    Statement known = tell ? told.get(statement.peer()) : of(statement.peer());
    if ((known != null && !statement.supersedes(known)) || told.isTooOld(statement.serial())) {
      return Worth.OLD;
    }
    if (!statement.verify(owner, verifier)) {
      return Worth.FALSE;
    }
    if (tell) {
      told.put(statement);
    } else if (statement instanceof Grant grant) {
      show(grant);
    }
    return Worth.NEWS;
  }

  private void show(Grant grant) {
    shown.put(grant.peer(), grant);
    if (shown.size() > SHOWN_MAX) {
      shown.remove(shown.keySet().iterator().next());
    }
  }

  /** Whether this is among what everybody is to know. */
  public boolean isTold(Statement statement) {
    return statement.equals(told.get(statement.peer()));
  }

  /** All that was told, oldest first; a copy. */
  public List<Statement> told() {
    return told.all();
  }

  /** Whether anything was told. */
  public boolean isEmpty() {
    return told.isEmpty();
  }

  /** A few hashes by which two nodes see whether they were told the same. */
  public List<Long> digest() {
    return told.digest();
  }

  /** What a node with this digest may not have been told. */
  public List<Statement> lackedBy(List<Long> digest) {
    return told.lackedBy(digest);
  }
}
