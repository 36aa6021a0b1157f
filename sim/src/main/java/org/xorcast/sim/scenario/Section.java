package org.xorcast.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file. Remembers which keys were asked for, so that {@link #finish} can refuse
 * the others.
 */
final class Section {
  private final String file;
  private final String path;
  private final TomlTable table;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param path what the keys of this table are preceded by in errors, empty for the top
   */
  Section(String file, String path, TomlTable table) {
    this.file = file;
    this.path = path;
    this.table = table;
  }

  boolean has(String key) {
    known.add(key);
    return table.contains(List.of(key));
  }

  boolean isText(String key) {
    return get(key) instanceof String;
  }

  long integer(String key, long otherwise, long min, long max) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Long number)) {
      throw error(key, "is " + describe(value) + "; write a whole number, " + min + " to " + max);
    }
    if (number < min || number > max) {
      throw error(key, "is " + number + ", but must be " + min + " to " + max);
    }
    return number;
  }

  /** A number with or without fraction. */
  double number(String key, double otherwise, double min, double max) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    String range = Checks.number(min) + " to " + Checks.number(max);
    if (!(value instanceof Number given)) {
      throw error(key, "is " + describe(value) + "; write a number, " + range);
    }
    double number = given.doubleValue();
    if (!(number >= min && number <= max)) {
      throw error(key, "is " + Checks.number(number) + ", but must be " + range);
    }
    return number;
  }

  /** 0 to below 1. */
  double share(String key, double otherwise) {
    double share = number(key, otherwise, 0, 1);
    if (share == 1) {
      throw error(key, "is 1, but must be a share below 1, for example 0.3");
    }
    return share;
  }

  /** A quantity in the unit that the key's name ends with, times {@code unit}. */
  long scaled(String key, double otherwise, double max, long unit) {
    return Math.round(number(key, otherwise, 0, max) * unit);
  }

  boolean flag(String key, boolean otherwise) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Boolean flag)) {
      throw error(key, "is " + describe(value) + "; write true or false");
    }
    return flag;
  }

  /** One of the given words. */
  String word(String key, @Nullable String otherwise, List<String> words) {
    Object value = get(key);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    String choice = "write one of " + String.join(", ", words);
    if (value == null) {
      throw new ScenarioException(where(line()) + name(key) + " is missing; " + choice);
    }
    if (!(value instanceof String word)) {
      throw error(key, "is " + describe(value) + "; " + choice);
    }
    if (!words.contains(word)) {
      throw error(key, "is \"" + word + "\", which is none; " + choice);
    }
    return word;
  }

  /** A table below this one; empty if the file has none. */
  @Nullable Section section(String key) {
    Object value = get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof TomlTable inner)) {
      throw error(key, "is " + describe(value) + "; write a table: [" + name(key) + "]");
    }
    return new Section(file, name(key) + ".", inner);
  }

  /** The tables of an array of tables; none if the file has none. */
  List<Section> sections(String key) {
    Object value = get(key);
    if (value == null) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    if (value instanceof TomlArray array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i) instanceof TomlTable inner) {
          sections.add(new Section(file, name(key) + ".", inner));
        }
      }
      if (sections.size() == array.size()) {
        return sections;
      }
    }
    throw error(key, "is " + describe(value) + "; write tables: [[" + name(key) + "]]");
  }

  /** Refuses keys that nobody has asked for. */
  void finish() {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        throw error(key, "is unknown; known here are " + String.join(", ", known));
      }
    }
  }

  /** An error about a key of this table. */
  ScenarioException error(String key, String what) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return new ScenarioException(
        where(position == null ? 0 : position.line()) + name(key) + " " + what);
  }

  private int line() {
    for (String key : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(key));
      if (position != null) {
        return position.line();
      }
    }
    return 0;
  }

  private String where(int line) {
    return line == 0 ? file + ": " : file + ":" + line + ": ";
  }

  private String name(String key) {
    return path + key;
  }

  private @Nullable Object get(String key) {
    known.add(key);
    return table.get(List.of(key));
  }

  private static String describe(Object value) {
    return switch (value) {
      case String text -> "the text \"" + text + "\"";
      case Long number -> "the number " + number;
      case Double number -> "the number " + number;
      case Boolean flag -> String.valueOf(flag);
      case TomlTable table -> "a table";
      case TomlArray array -> "an array";
      default -> "a date or time";
    };
  }
}
