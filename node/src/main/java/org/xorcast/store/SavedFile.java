package org.xorcast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;

/** Writes a payload to a file that appears whole or not at all and replaces nothing. */
public final class SavedFile {
  private static final int NAMES_TRIED_MAX = 10_000;
  private static final int BUFFER_BYTES = 64 * 1024;

  private SavedFile() {}

  /**
   * Writes {@code payload} to a new file in {@code dir}, which is created if need be.
   *
   * @param name what the publisher calls it, made harmless: it never leaves {@code dir}, and a name
   *     that is taken gets a number
   * @param fallback the name if nothing of {@code name} is usable
   * @param sha256 of the payload in hexadecimal; what was written is read back and compared
   * @throws UncheckedIOException if the file cannot be written; then nothing is left of it
   */
  public static Path save(
      Path dir, @Nullable String name, String fallback, List<Bytes> payload, String sha256) {
    String harmless = FileNames.harmless(name, fallback);
    try {
      Files.createDirectories(dir);
      // Not createTempFile, which would hide the file from everybody but its owner for good.
      Path temporary = Files.createFile(dir.resolve(".xorcast-" + UUID.randomUUID() + ".part"));
      try {
        writeThrough(temporary, payload);
        if (!sha256Of(temporary).equals(sha256)) {
          throw new IOException("what was written reads back differently");
        }
        return moveTo(claim(dir, harmless), temporary);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot save "
              + harmless
              + " in "
              + dir
              + " ("
              + Causes.of(e)
              + "): check its permissions and the space on the disk",
          e);
    }
  }

  /** Replaces the empty file {@code claimed}; removes it if that fails. */
  private static Path moveTo(Path claimed, Path temporary) throws IOException {
    try {
      return Files.move(
          temporary, claimed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(claimed);
      throw e;
    }
  }

  private static void writeThrough(Path file, List<Bytes> payload) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (Bytes chunk : payload) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk.unwrap());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
  }

  private static String sha256Of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** An empty file of a name that was free, so that nobody else can take the name meanwhile. */
  private static Path claim(Path dir, String name) throws IOException {
    for (int number = 1; number <= NAMES_TRIED_MAX; number++) {
      Path target = dir.resolve(number == 1 ? name : FileNames.numbered(name, number));
      try {
        return Files.createFile(target);
      } catch (FileAlreadyExistsException taken) {
        // The next number then.
      }
    }
    throw new IOException("there are " + NAMES_TRIED_MAX + " files of this name already");
  }
}
