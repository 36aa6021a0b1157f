package org.xorcast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Revocation;
import org.xorcast.core.rights.Statement;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

class RightsFileTest {
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);
  private static final Ed25519 CRYPTO = Ed25519.shared();

  private final KeyPairIdentity owner = KeyPairIdentity.generate(CRYPTO);
  private final KeyPairIdentity bob = KeyPairIdentity.generate(CRYPTO);
  private final KeyPairIdentity carol = KeyPairIdentity.generate(CRYPTO);
  private final List<Statement> statements =
      List.of(
          Grant.sign(owner, GROUP, bob.peerId(), 1, new Limits(1, 2, 3), 4_000),
          Revocation.sign(owner, GROUP, carol.peerId(), 2, 5_000));

  @TempDir private Path temp;

  @Test
  void whatWasSavedIsLoadedInOrder() throws Exception {
    Path file = temp.resolve("topic");
    RightsFile.save(file, "späte news", owner.peerId(), statements);

    assertThat(RightsFile.load(file, owner.peerId(), CRYPTO)).isEqualTo(statements);
    assertThat(RightsFile.nameOwnedBy(owner.peerId(), file)).contains("späte news");
    assertThat(RightsFile.nameOwnedBy(bob.peerId(), file)).isEmpty();
  }

  @Test
  void damagedAndForgedLinesAreSkipped() throws Exception {
    Path file = temp.resolve("topic");
    RightsFile.save(file, "news", owner.peerId(), statements);
    byte[] damage = "!!!! no base64\nAAAA\n\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, damage, StandardOpenOption.APPEND);

    assertThat(RightsFile.load(file, owner.peerId(), CRYPTO)).isEqualTo(statements);
    assertThat(RightsFile.load(file, bob.peerId(), CRYPTO)).isEmpty();
    assertThat(RightsFile.load(temp.resolve("none"), owner.peerId(), CRYPTO)).isEmpty();
  }
}
