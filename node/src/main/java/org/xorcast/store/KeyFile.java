package org.xorcast.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.DamagedKeyException;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.EncodedKey;
import org.xorcast.identity.KeyPairIdentity;

/** {@code identity.pem}: the private key as PKCS#8 in PEM, readable by its owner only. */
final class KeyFile {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final long SIZE_MAX_BYTES = 4096;
  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

  private KeyFile() {}

  /** The identity in {@code file}, a new one if there is no such file. */
  static KeyPairIdentity loadOrCreate(Path file, Ed25519 crypto) throws IOException {
    if (Files.exists(file)) {
      protect(file);
      return KeyPairIdentity.ofSeed(read(file), crypto);
    }
    KeyPairIdentity identity = KeyPairIdentity.generate(crypto);
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(identity.pkcs8());
    String pem = BEGIN + "\n" + body + "\n" + END + "\n";
    AtomicFile.replace(file, pem.getBytes(StandardCharsets.US_ASCII));
    log.info("new identity {} in {}", identity.peerId(), file);
    return identity;
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > SIZE_MAX_BYTES) {
      throw new DamagedKeyException(file, "it is far too long");
    }
    String pem = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
      throw new DamagedKeyException(file, "it is not a private key in PEM");
    }
    byte[] pkcs8;
    try {
      String body = pem.substring(BEGIN.length(), pem.length() - END.length());
      pkcs8 = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new DamagedKeyException(file, "it is not valid base64");
    }
    byte[] seed = EncodedKey.seedOf(pkcs8);
    if (seed == null) {
      throw new DamagedKeyException(file, "it is not an Ed25519 key");
    }
    return seed;
  }

  /** Takes the key away from others who could read it: an archive may have lost the permissions. */
  private static void protect(Path file) throws IOException {
    if (!AtomicFile.isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!AtomicFile.OWNER_ONLY.containsAll(permissions)) {
      Files.setPosixFilePermissions(file, AtomicFile.OWNER_ONLY);
      log.warn("{} could be read by others; now only by its owner", file);
    }
  }
}
