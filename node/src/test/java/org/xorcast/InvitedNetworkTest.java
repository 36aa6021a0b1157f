package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Limits;
import org.xorcast.identity.Ed25519;
import org.xorcast.store.DataDir;

class InvitedNetworkTest {
  private static final byte[] NONE = {};
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Limits LIMITS = new Limits(100, 1_000_000, 100_000);

  @TempDir private Path temp;

  private PeerId idOf(String name) {
    try (DataDir dir = DataDir.open(temp.resolve(name))) {
      return dir.identity(Ed25519.shared()).peerId();
    }
  }

  private NodeBuilder local(String name) {
    return NodeTest.local().dataDir(temp.resolve(name));
  }

  private static byte[] invite(Node key, PeerId member) {
    return key.ownNetwork().invite(member, LIMITS, Instant.now().plusSeconds(3600));
  }

  @Test
  void onlyTheInvitedGetInAndTheExpelledAreOut() throws Exception {
    PeerId key = idOf("key");
    try (Node owner = local("key").invitedNetwork("ours", key, NONE).start()) {
      String way = owner.address().toString();
      byte[] certificate = invite(owner, idOf("bob"));
      byte[] carols = invite(owner, idOf("carol"));
      NodeBuilder bobs = local("bob").invitedNetwork("ours", key, certificate).bootstrap(way);
      try (Node bob = NodeTest.joined(bobs);
          Node carol =
              NodeTest.joined(local("carol").invitedNetwork("ours", key, carols).bootstrap(way));
          Node stranger = NodeTest.local().network("ours").bootstrap(way).start();
          Subscription heard = carol.broadcast().subscribe();
          Subscription inTopic = carol.topic("news").subscribe()) {
        Await.until("all are linked", () -> carol.peers().size() == 2 && bob.peers().size() == 2);
        bob.broadcast().publish("among us");
        assertThat(heard.poll(SOON).orElseThrow().text()).isEqualTo("among us");
        bob.topic("news").publish("a topic among us");
        assertThat(inTopic.poll(SOON).orElseThrow().text()).isEqualTo("a topic among us");
        assertThat(stranger.awaitJoined(Duration.ofSeconds(2))).isFalse();
        assertThatThrownBy(bob::ownNetwork).hasMessageContaining("does not own its network");

        owner.ownNetwork().expel(bob.id());
        Await.until("bob is out", () -> bob.peers().isEmpty());
        Await.until("for carol too", () -> carol.peers().size() == 1);
      }
      try (Node again = bobs.start()) {
        assertThat(again.awaitJoined(Duration.ofSeconds(3))).isFalse();
        assertThat(owner.peers()).noneMatch(peer -> peer.id().equals(again.id()));
      }
      byte[] second = invite(owner, idOf("bob"));
      try (Node back = NodeTest.joined(bobs.invitedNetwork("ours", key, second))) {
        assertThat(back.peers()).isNotEmpty();
      }
    }
  }

  @Test
  void anExpulsionOutlastsAllProcesses() throws Exception {
    PeerId key = idOf("key");
    byte[] certificate;
    try (Node owner = local("key").invitedNetwork("ours", key, NONE).start()) {
      certificate = invite(owner, idOf("bob"));
      owner.ownNetwork().expel(idOf("bob"));
    }
    try (Node owner = local("key").invitedNetwork("ours", key, NONE).start();
        Node bob =
            local("bob")
                .invitedNetwork("ours", key, certificate)
                .bootstrap(owner.address().toString())
                .start()) {
      assertThat(bob.awaitJoined(Duration.ofSeconds(3))).isFalse();
      assertThat(owner.peers()).isEmpty();
    }
  }

  @Test
  void aCertificateThatDoesNotFitIsRefusedWithTheReason() {
    PeerId key = idOf("key");
    try (Node owner = local("key").invitedNetwork("ours", key, NONE).start()) {
      byte[] forCarol = invite(owner, idOf("carol"));
      byte[] ended = owner.ownNetwork().invite(idOf("bob"), LIMITS, Instant.now().minusSeconds(1));
      byte[] forBob = invite(owner, idOf("bob"));
      assertRefused(NONE, "ours", key, "no certificate");
      assertRefused(forCarol, "ours", key, "not one of this node");
      assertRefused(ended, "ours", key, "has ended at");
      assertRefused(forBob, "theirs", key, "not of network \"theirs\"");
      assertRefused(forBob, "ours", idOf("carol"), "not of network");
    }
  }

  private void assertRefused(byte[] certificate, String network, PeerId key, String why) {
    NodeBuilder builder = local("bob").invitedNetwork(network, key, certificate);
    assertThatThrownBy(builder::start)
        .isInstanceOf(NotInvitedException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("ask whoever has the network's key");
  }
}
