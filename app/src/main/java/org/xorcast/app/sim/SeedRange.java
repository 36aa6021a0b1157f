package org.xorcast.app.sim;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code A..B}, both included. */
record SeedRange(long first, long last) {

  /** Reads the text form. */
  static final class Converter implements ITypeConverter<SeedRange> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    @Override
    public SeedRange convert(String text) {
      Matcher matcher = RANGE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a range like 1..10");
      }
      SeedRange range =
          new SeedRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
      if (range.last < range.first) {
        throw new TypeConversionException("'" + text + "' holds no seed");
      }
      return range;
    }
  }
}
