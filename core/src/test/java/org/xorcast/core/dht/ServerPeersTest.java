package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.BOB;
import static org.xorcast.core.dht.ServedNode.address;
import static org.xorcast.core.dht.ServedNode.ipv6;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SignedPeer;

class ServerPeersTest {
  private static final NodeId INFO_HASH = new Rng(4).nextNodeId();
  private static final Query ASK = new Query.GetPeers(INFO_HASH, false, false, null);

  private final ServedNode node = new ServedNode();

  private Bytes token(Endpoint from) {
    return Objects.requireNonNull(node.ask(ASK, from).token());
  }

  @Test
  void whoAnnouncedHimselfIsFoundFor45Minutes() {
    Answer before = node.ask(ASK, BOB);
    assertThat(before.values()).isNull();
    assertThat(before.nodes()).hasSize(8);
    assertThat(node.announce(INFO_HASH, ALICE, false)).isZero();
    Answer after = node.ask(ASK, BOB);
    assertThat(after.values()).containsExactly(ALICE);
    assertThat(after.nodes()).as("nodes come too").hasSize(8);
    node.pass(Duration.ofMinutes(44));
    assertThat(node.ask(ASK, BOB).values()).containsExactly(ALICE);
    node.pass(Duration.ofMinutes(2));
    assertThat(node.ask(ASK, BOB).values()).isNull();
  }

  @Test
  void anAddressCountsOnceAndItsLastPortCounts() {
    assertThat(
            node.errorOf(
                new Query.AnnouncePeer(INFO_HASH, 1000, false, false, token(ALICE)), ALICE))
        .isZero();
    Endpoint otherPort = new Endpoint(ALICE.ip(), 4000);
    assertThat(
            node.errorOf(
                new Query.AnnouncePeer(INFO_HASH, 2000, false, false, token(ALICE)), otherPort))
        .as("a token is for an address, whatever the port")
        .isZero();
    assertThat(node.ask(ASK, BOB).values()).containsExactly(new Endpoint(ALICE.ip(), 2000));
    assertThat(
            node.errorOf(
                new Query.AnnouncePeer(INFO_HASH, 2000, true, false, token(ALICE)), otherPort))
        .isZero();
    assertThat(node.ask(ASK, BOB).values()).as("the implied port").containsExactly(otherPort);
  }

  @Test
  void peersAreOfTheAskersFamily() {
    assertThat(node.announce(INFO_HASH, ALICE, false)).isZero();
    assertThat(node.announce(INFO_HASH, ipv6(1, 1), false)).isZero();
    assertThat(node.ask(ASK, BOB).values()).containsExactly(ALICE);
    assertThat(node.ask(ASK, ipv6(2, 1)).values()).containsExactly(ipv6(1, 1));
  }

  @Test
  void oneIpv6NetworkDoesNotFillASwarm() {
    for (int host = 1; host <= 600; host++) {
      assertThat(node.announce(INFO_HASH, ipv6(1, host), false)).isZero();
    }
    assertThat(node.ask(ASK, ipv6(2, 1)).values()).hasSize(8).contains(ipv6(1, 600));
  }

  @Test
  void manyPeersAreCutToWhatFits() {
    for (int i = 0; i < 500; i++) {
      assertThat(node.announce(INFO_HASH, address(i), false)).isZero();
    }
    node.longestReplyBytes = 0;
    Answer answer = node.ask(ASK, BOB);
    assertThat(answer.values()).hasSizeBetween(50, 100).doesNotHaveDuplicates();
    assertThat(answer.nodes()).hasSize(8);
    assertThat(node.longestReplyBytes).isLessThanOrEqualTo(1024).isGreaterThan(900);
    assertThat(node.ask(ASK, BOB).values()).as("another sample").isNotEqualTo(answer.values());
    assertThat(answer.token()).as("no room for more").isNull();
    assertThat(node.ask(ASK, address(3)).token()).as("but for who is in it").isNotNull();
    assertThat(node.announce(INFO_HASH, BOB, false)).isEqualTo(203);
    node.pass(Duration.ofMinutes(46));
    assertThat(node.announce(INFO_HASH, BOB, false)).isZero();
  }

  @Test
  void tokensObtainedBeforeASwarmWasFullDoNotFillItFurther() {
    Bytes token = token(BOB);
    for (int i = 0; i < 500; i++) {
      assertThat(node.announce(INFO_HASH, address(i), false)).isZero();
    }
    assertThat(node.errorOf(new Query.AnnouncePeer(INFO_HASH, 1, true, false, token), BOB))
        .isEqualTo(202);
    assertThat(node.counters.get(DhtCounter.SWARM_FULL)).isEqualTo(1);
  }

  @Test
  void seedsAreLeftOutOnRequestAndCounted() {
    for (int i = 0; i < 60; i++) {
      assertThat(node.announce(INFO_HASH, address(i), i < 20)).isZero();
    }
    assertThat(node.ask(new Query.GetPeers(INFO_HASH, true, false, null), BOB).values())
        .hasSize(40)
        .doesNotContain(address(3));
    Answer counted = node.ask(new Query.GetPeers(INFO_HASH, false, true, null), BOB);
    assertThat(counted.values()).isNull();
    Answer.Scrape scrape = Objects.requireNonNull(counted.scrape());
    assertThat(scrape.seeds().estimate()).isCloseTo(20, within(2.0));
    assertThat(scrape.peers().estimate()).isCloseTo(40, within(3.0));
    NodeId nobodys = new Rng(5).nextNodeId();
    assertThat(node.ask(new Query.GetPeers(nobodys, false, true, null), BOB).scrape()).isNull();
  }

  @Test
  void samplesOfKeys() {
    Query ask = new Query.SampleInfohashes(INFO_HASH, null);
    assertThat(node.ask(ask, BOB).samples())
        .as("empty, but there")
        .isEqualTo(new Answer.Samples(300, 0, List.of()));
    Rng rng = new Rng(6);
    assertThat(node.announce(INFO_HASH, ALICE, false)).isZero();
    assertThat(node.ask(ask, BOB).samples())
        .isEqualTo(new Answer.Samples(300, 1, List.of(INFO_HASH)));
    for (int i = 0; i < 100; i++) {
      assertThat(node.announce(rng.nextNodeId(), address(i), false)).isZero();
    }
    Answer.Samples some = Objects.requireNonNull(node.ask(ask, BOB).samples());
    assertThat(some.stored()).isEqualTo(101);
    assertThat(some.keys()).hasSize(20).doesNotHaveDuplicates();
    assertThat(node.ask(ask, ALICE).samples()).as("for a while").isEqualTo(some);
    node.pass(Duration.ofSeconds(301));
    assertThat(Objects.requireNonNull(node.ask(ask, BOB).samples()).keys())
        .isNotEqualTo(some.keys());
  }

  private int announceSigned(int number, long offsetMicros) {
    long micros = 1000 * ServedNode.EPOCH_MILLIS + node.nowNanos / 1000 + offsetMicros;
    SignedPeer peer = SignedPeer.sign(TestKeys.identity(number), INFO_HASH, micros);
    return node.errorOf(new Query.AnnounceSignedPeer(INFO_HASH, peer, token(ALICE)), ALICE);
  }

  @Test
  void signedPeersAreFoundIfTheySignedJustNow() {
    Query ask = new Query.GetSignedPeers(INFO_HASH, null);
    assertThat(node.ask(ask, BOB).signedPeers()).isNull();
    assertThat(announceSigned(1, 44_000_000)).isZero();
    assertThat(announceSigned(1, -44_000_000)).isZero();
    assertThat(announceSigned(2, 46_000_000)).isEqualTo(203);
    assertThat(announceSigned(2, -46_000_000)).isEqualTo(203);
    assertThat(announceSigned(2, Long.MIN_VALUE / 2)).isEqualTo(203);
    List<SignedPeer> found = Objects.requireNonNull(node.ask(ask, BOB).signedPeers());
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().verify(INFO_HASH, TestKeys.verifier())).isTrue();
    SignedPeer forged =
        new SignedPeer(
            TestKeys.identity(3).peerId(), found.getFirst().micros(), found.getFirst().signature());
    node.pass(Duration.ofSeconds(10));
    assertThat(node.errorOf(new Query.AnnounceSignedPeer(INFO_HASH, forged, token(ALICE)), ALICE))
        .isEqualTo(203);
    for (int i = 10; i < 300; i++) {
      assertThat(announceSigned(i, 0)).isZero();
    }
    node.longestReplyBytes = 0;
    assertThat(node.ask(ask, BOB).signedPeers()).hasSizeBetween(5, 10);
    assertThat(node.longestReplyBytes).isLessThanOrEqualTo(1024);
    node.pass(Duration.ofMinutes(46));
    assertThat(node.ask(ask, BOB).signedPeers()).isNull();
  }
}
