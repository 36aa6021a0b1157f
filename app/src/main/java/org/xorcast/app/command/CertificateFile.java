package org.xorcast.app.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;

/** A certificate of an invited network as people pass it on: a line of base64. */
final class CertificateFile {
  private static final int SIZE_MAX_BYTES = 4096;

  private CertificateFile() {}

  static byte[] read(Path file) throws IOException {
    byte[] text = new byte[0];
    if (!Files.isDirectory(file) && Files.size(file) <= SIZE_MAX_BYTES) {
      text = Files.readAllBytes(file);
    }
    try {
      byte[] bytes =
          Base64.getDecoder().decode(new String(text, StandardCharsets.ISO_8859_1).strip());
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new CommandException(
        ExitCode.REFUSED,
        file + " is no certificate: it should be what xorcast network invite has printed");
  }
}
