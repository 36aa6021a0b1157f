package org.xorcast.app;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 5000000}, {@code 100kB}, {@code 5MB}, {@code 16MiB}. */
public final class Sizes implements ITypeConverter<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})\\s*([kKmM]i?)?[bB]?");

  @Override
  public Integer convert(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a size like 5000000, 100kB or 5MB");
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "k" -> 1000;
          case "ki" -> 1 << 10;
          case "m" -> 1_000_000;
          case "mi" -> 1 << 20;
          default -> 1;
        };
    long bytes = Long.parseLong(matcher.group(1)) * factor;
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** {@code 17 bytes}, {@code 5.0 MB}. */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
