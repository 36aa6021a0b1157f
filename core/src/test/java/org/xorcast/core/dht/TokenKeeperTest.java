package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

class TokenKeeperTest {
  private static final Bytes ALICE = ServedNode.ALICE.ip();
  private static final Bytes BOB = ServedNode.BOB.ip();
  private static final NodeId TARGET = new Rng(1).nextNodeId();
  private static final NodeId OTHER = new Rng(2).nextNodeId();

  private final TokenKeeper keeper = new TokenKeeper(HexFormat.of().parseHex("00".repeat(16)));

  @Test
  void belongsToOneAddressAndOneTarget() {
    Bytes token = keeper.issue(ALICE, TARGET, 0);
    assertThat(token.length()).isEqualTo(TokenKeeper.SIZE_BYTES);
    assertThat(keeper.accepts(token, ALICE, TARGET, 0)).isTrue();
    assertThat(keeper.accepts(token, BOB, TARGET, 0)).isFalse();
    assertThat(keeper.accepts(token, ALICE, OTHER, 0)).isFalse();
    assertThat(keeper.accepts(Bytes.wrap(new byte[0]), ALICE, TARGET, 0)).isFalse();
    assertThat(keeper.accepts(Bytes.wrap(new byte[8]), ALICE, TARGET, 0)).isFalse();
    TokenKeeper another = new TokenKeeper(HexFormat.of().parseHex("01".repeat(16)));
    assertThat(another.accepts(token, ALICE, TARGET, 0)).isFalse();
  }

  @Test
  void isGoodForFiveToTenMinutes() {
    Rng rng = new Rng(3);
    for (int i = 0; i < 1000; i++) {
      long issued = rng.nextLong() >> 2;
      Bytes token = keeper.issue(ALICE, TARGET, issued);
      long five = Duration.ofMinutes(5).toNanos();
      assertThat(keeper.accepts(token, ALICE, TARGET, issued + five)).isTrue();
      assertThat(keeper.accepts(token, ALICE, TARGET, issued + 2 * five)).isFalse();
    }
  }
}
