package org.xorcast.app.dht;

import java.nio.charset.StandardCharsets;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.krpc.MutableItem;

/** What mutable items are named by. */
final class Keys {
  private Keys() {}

  /**
   * @throws CommandException if it is too long
   */
  static Bytes salt(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MutableItem.SALT_MAX_BYTES) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the salt has " + bytes.length + " bytes, " + MutableItem.SALT_MAX_BYTES + " at most");
    }
    return Bytes.wrap(bytes);
  }
}
