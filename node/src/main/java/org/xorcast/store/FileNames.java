package org.xorcast.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** File names that a stranger chose, made harmless on every system that we may run on. */
final class FileNames {
  /** What common file systems allow, in bytes of UTF-8. */
  static final int SIZE_MAX_BYTES = 255;

  private static final String FORBIDDEN = "<>:\"|?*";

  /** Names that Windows gives to devices, whatever their extension. */
  private static final Set<String> RESERVED =
      Set.of(
          "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4",
          "com5", "com6", "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5",
          "lpt6", "lpt7", "lpt8", "lpt9");

  private FileNames() {}

  /**
   * A name without a path in it that is safe to create; {@code fallback} if nothing else is left.
   */
  static String harmless(@Nullable String name, String fallback) {
    if (name == null) {
      return fallback;
    }
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    StringBuilder kept = new StringBuilder();
    last.codePoints().filter(c -> !isInvisible(c)).forEach(c -> kept.appendCodePoint(replace(c)));
    // A leading dot hides a file, a leading dash makes it an option; Windows drops trailing ones.
    String stripped =
        kept.toString().replaceFirst("^[.\\-\\s\u00a0]+", "").replaceFirst("[.\\s\u00a0]+$", "");
    String fitting = fit(stripped, "", SIZE_MAX_BYTES);
    if (fitting.isEmpty()) {
      return fallback;
    }
    return isReserved(fitting) ? fit("_" + fitting, "", SIZE_MAX_BYTES) : fitting;
  }

  /** The name with {@code " (number)"} before its extension. */
  static String numbered(String name, int number) {
    return fit(name, " (" + number + ")", SIZE_MAX_BYTES);
  }

  /** Control characters, and those that reorder or hide what is displayed. */
  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static int replace(int c) {
    return FORBIDDEN.indexOf(c) >= 0 ? '_' : c;
  }

  private static boolean isReserved(String name) {
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
    return RESERVED.contains(stem);
  }

  /** Puts {@code insert} before the extension and shortens the stem to {@code maxBytes} in all. */
  private static String fit(String name, String insert, int maxBytes) {
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot > 0 && utf8Length(name.substring(dot)) <= 32;
    String stem = hasExtension ? name.substring(0, dot) : name;
    String extension = hasExtension ? name.substring(dot) : "";
    int room = maxBytes - utf8Length(insert) - utf8Length(extension);
    int end = stem.length();
    while (utf8Length(stem.substring(0, end)) > room) {
      end = stem.offsetByCodePoints(end, -1);
    }
    return stem.substring(0, end) + insert + extension;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
