package org.xorcast.core.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.rights.Rights.Verdict.EXPIRED;
import static org.xorcast.core.rights.Rights.Verdict.GRANTED;
import static org.xorcast.core.rights.Rights.Verdict.NOT_GRANTED;
import static org.xorcast.core.rights.Rights.Verdict.OVERSIZE;
import static org.xorcast.core.rights.Rights.Verdict.REVOKED;
import static org.xorcast.core.rights.Rights.Worth.FALSE;
import static org.xorcast.core.rights.Rights.Worth.NEWS;
import static org.xorcast.core.rights.Rights.Worth.OLD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;

class RightsTest {
  private static final Identity OWNER = TestKeys.identity(1);
  private static final PeerId PEER = TestKeys.identity(2).peerId();
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);
  private static final Limits LIMITS = new Limits(10, 10_000, 1000);
  private static final long END = 5000;

  private final Rights rights = rights();

  private static Rights rights() {
    return Rights.ownedBy(OWNER.peerId(), GROUP, TestKeys.verifier());
  }

  private static Grant grant(int peer, long serial) {
    return Grant.sign(OWNER, GROUP, TestKeys.identity(peer).peerId(), serial, LIMITS, END);
  }

  private static Revocation revocation(int peer, long serial) {
    return Revocation.sign(OWNER, GROUP, TestKeys.identity(peer).peerId(), serial, 1);
  }

  @Test
  void inAnOpenGroupEverybodyMayPublish() {
    Rights open = Rights.open(GROUP);
    assertThat(open.judge(PEER, 1 << 24, 0)).isEqualTo(GRANTED);
    assertThat(open.limits(PEER)).isNull();
    assertThat(open.learn(grant(2, 1), true)).isEqualTo(OLD);
  }

  @Test
  void aGrantCountsWithinItsLimitsAndUntilItsEnd() {
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(NOT_GRANTED);
    assertThat(rights.judge(OWNER.peerId(), 1 << 24, 0)).isEqualTo(GRANTED);
    assertThat(rights.learn(grant(2, 1), true)).isEqualTo(NEWS);
    assertThat(rights.learn(grant(2, 1), true)).isEqualTo(OLD);
    assertThat(rights.judge(PEER, 1000, END)).isEqualTo(GRANTED);
    assertThat(rights.judge(PEER, 1001, END)).isEqualTo(OVERSIZE);
    assertThat(rights.judge(PEER, 1000, END + 1)).isEqualTo(EXPIRED);
    assertThat(rights.limits(PEER)).isEqualTo(LIMITS);
  }

  @Test
  void onlyTheOwnerOfThisGroupIsBelieved() {
    Grant another = Grant.sign(TestKeys.identity(3), GROUP, PEER, 1, LIMITS, END);
    byte[] otherId = new byte[32];
    otherId[31] = 1;
    Grant elsewhere = Grant.sign(OWNER, Bytes.wrap(otherId), PEER, 1, LIMITS, END);
    assertThat(rights.learn(another, true)).isEqualTo(FALSE);
    assertThat(rights.learn(elsewhere, true)).isEqualTo(FALSE);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(NOT_GRANTED);
  }

  @Test
  void aRevocationBeatsEveryGrantThatIsNotNewerWhicheverComesFirst() {
    rights.learn(revocation(2, 5), true);
    assertThat(rights.learn(grant(2, 5), true)).isEqualTo(OLD);
    assertThat(rights.learn(grant(2, 4), false)).isEqualTo(OLD);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(REVOKED);
    rights.learn(grant(2, 6), true);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(GRANTED);
    rights.learn(revocation(2, 6), false);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(REVOKED);
    assertThat(rights.isTold(revocation(2, 6))).isTrue();
  }

  @Test
  void whatIsShownIsNotForEverybody() {
    assertThat(rights.learn(grant(2, 1), false)).isEqualTo(NEWS);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(GRANTED);
    assertThat(rights.isEmpty()).isTrue();
    assertThat(rights.learn(grant(2, 1), true)).isEqualTo(NEWS);
    assertThat(rights.isEmpty()).isFalse();
  }

  @Test
  void whatIsKnownFollowsFromWhatWasSaidAndNotFromItsOrder() {
    List<Statement> said = new ArrayList<>();
    Rng rng = new Rng(3);
    for (int i = 0; i < 400; i++) {
      int peer = 2 + rng.nextInt(40);
      long serial = 1L + rng.nextInt(20);
      said.add(rng.chance(0.5) ? grant(peer, serial) : revocation(peer, serial));
    }
    Rights one = rights();
    Rights other = rights();
    said.forEach(statement -> one.learn(statement, true));
    said.reversed().forEach(statement -> other.learn(statement, true));
    assertThat(one.digest()).isEqualTo(other.digest());
    said.forEach(
        statement -> assertThat(one.of(statement.peer())).isEqualTo(other.of(statement.peer())));
  }

  @Test
  void whoeverWasAwayCatchesUpWithFewRounds() {
    Rights away = rights();
    for (int i = 0; i < 600; i++) {
      Grant grant = grant(2 + i, 1L + i);
      rights.learn(grant, true);
      if (i < 300 && i != 7) {
        away.learn(grant, true);
      }
    }
    int rounds = 0;
    while (!away.digest().equals(rights.digest())) {
      rounds++;
      rights.lackedBy(away.digest()).forEach(statement -> away.learn(statement, true));
    }
    assertThat(rounds).isEqualTo(3);
    assertThat(away.lackedBy(rights.digest())).isEmpty();
  }

  @Test
  void whatIsForgottenForLackOfRoomRevivesNothing() {
    rights.learn(revocation(2, 10), true);
    for (int i = 0; i < StatementSet.STATEMENTS_MAX; i++) {
      rights.learn(grant(3 + i, 20L + i), true);
    }
    assertThat(rights.of(PEER)).isNull();
    assertThat(rights.learn(grant(2, 9), true)).isEqualTo(OLD);
    assertThat(rights.learn(grant(2, 9), false)).isEqualTo(OLD);
    assertThat(rights.judge(PEER, 1, 0)).isEqualTo(NOT_GRANTED);
  }
}
