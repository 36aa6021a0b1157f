package org.xorcast.app.command;

import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.xorcast.app.Printable;
import org.xorcast.app.Sizes;
import org.xorcast.app.daemon.ReceivedMessage;

/** A message as a person reads it: {@code 12:34:56 a1b2c3d4e5 hello}. */
final class MessageLine {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int ID_DIGITS = 10;
  private static final int INDENT = "HH:mm:ss ".length() + ID_DIGITS + 2;

  private MessageLine() {}

  static String of(ReceivedMessage message, @Nullable Path saved) {
    String clock = CLOCK.format(LocalTime.ofInstant(message.createdAt(), ZoneId.systemDefault()));
    String from = message.from().substring(0, Math.min(ID_DIGITS, message.from().length()));
    return clock + " " + from + "  " + content(message, saved);
  }

  private static String content(ReceivedMessage message, @Nullable Path saved) {
    String text = message.text().orElse(null);
    if (text != null) {
      String key = message.key().map(of -> Printable.clean(of, 0) + " = ").orElse("");
      return key + Printable.clean(text, INDENT);
    }
    String size = Sizes.text(message.payload().length());
    String what =
        message
            .name()
            .map(name -> "file \"" + Printable.clean(name, 0) + "\", " + size)
            .orElse("binary message, " + size);
    return what + (saved == null ? " (--out DIR saves it)" : " -> " + saved);
  }
}
