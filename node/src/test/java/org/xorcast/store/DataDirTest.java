package org.xorcast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.DamagedKeyException;
import org.xorcast.DataDirInUseException;
import org.xorcast.DataDirUnusableException;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

class DataDirTest {
  private final Ed25519 crypto = Ed25519.shared();

  @TempDir Path temp;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keepsTheIdentityForItsOwnerOnly() throws IOException {
    Path home = temp.resolve("a/b");
    PeerId first;
    try (DataDir dir = DataDir.open(home)) {
      first = dir.identity(crypto).peerId();
    }
    assertThat(permissions(home)).isEqualTo("rwx------");
    assertThat(permissions(home.resolve("identity.pem"))).isEqualTo("rw-------");
    assertThat(home.resolve("identity.pem")).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    try (DataDir dir = DataDir.open(home)) {
      assertThat(dir.identity(crypto).peerId()).isEqualTo(first);
    }
    assertThat(home).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void takesTheKeyAwayFromOthers() throws IOException {
    try (DataDir dir = DataDir.open(temp)) {
      PeerId first = dir.identity(crypto).peerId();
      Path key = temp.resolve("identity.pem");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(dir.identity(crypto).peerId()).isEqualTo(first);
      assertThat(permissions(key)).isEqualTo("rw-------");
    }
  }

  @Test
  void neverOverwritesADamagedKey() throws IOException {
    Path key = temp.resolve("identity.pem");
    for (String damage :
        List.of(
            "",
            "not a key",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQA=\n-----END PRIVATE KEY-----\n")) {
      Files.writeString(key, damage);
      try (DataDir dir = DataDir.open(temp)) {
        assertThatThrownBy(() -> dir.identity(crypto))
            .isInstanceOf(DamagedKeyException.class)
            .hasMessageContaining(key.toString())
            .hasMessageContaining("backup");
      }
      assertThat(key).content().isEqualTo(damage);
    }
  }

  @Test
  void hasOneHolder() {
    try (DataDir _ = DataDir.open(temp)) {
      long pid = ProcessHandle.current().pid();
      assertThatThrownBy(() -> DataDir.open(temp))
          .isInstanceOf(DataDirInUseException.class)
          .hasMessageContaining("process " + pid);
    }
    DataDir.open(temp).close();
  }

  @Test
  void mustBeADirectory() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> DataDir.open(file))
        .isInstanceOf(DataDirUnusableException.class)
        .hasMessageContaining("not a directory");
    assertThatThrownBy(() -> DataDir.open(file.resolve("below")))
        .isInstanceOf(DataDirUnusableException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void keepsPeersAndSkipsDamagedOnes() throws IOException {
    KeyPairIdentity peer = KeyPairIdentity.generate(crypto);
    PeerRecord record = PeerRecordCodec.sign(peer, 7, List.of(Endpoint.ofIpv4(0x0a000007, 4001)));
    try (DataDir dir = DataDir.open(temp)) {
      assertThat(dir.loadPeers(crypto)).isEmpty();
      dir.savePeers(List.of(record));
      Path file = temp.resolve("peers");
      assertThat(file).content().contains("10.0.0.7:4001");
      byte[] forged = record.signed().unwrap().clone();
      forged[40] ^= 1;
      String line = java.util.Base64.getEncoder().encodeToString(forged);
      Files.writeString(file, "garbage\n\n" + line + "\n" + Files.readString(file) + "\u00ff\n");
      assertThat(dir.loadPeers(crypto)).containsExactly(record);
    }
  }
}
