package org.xorcast.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.HistoryException;
import org.xorcast.core.engine.Kept;
import org.xorcast.history.HistoryStore.Entry;

/**
 * Sets a damaged file aside and takes over what can be read of it, message by message. Nothing is
 * ever deleted.
 */
final class Salvage {
  private static final Logger log = LoggerFactory.getLogger(Salvage.class);
  private static final int NAMES_TRIED_MAX = 1000;

  /** A usable file, and how many messages of a damaged one could not be read. */
  record Opened(HistoryFile file, long lost) {}

  private Salvage() {}

  /** Opens a file after a look at all of it, and mends it if need be. */
  static Opened open(Path path) throws SQLException {
    HistoryFile file;
    try {
      file = new HistoryFile(path);
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
      log.error("{} is damaged ({})", path, e.getMessage());
      return rescue(path);
    }
    String damage = check(file);
    if (damage == null) {
      return new Opened(file, 0);
    }
    log.error("{} is damaged ({})", path, damage);
    file.close();
    return rescue(path);
  }

  private static @Nullable String check(HistoryFile file) throws SQLException {
    try {
      String damage = file.damage();
      file.commit();
      return damage;
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
      return e.getMessage();
    }
  }

  /** Makes a new file out of the damaged one, which nobody has open. */
  static Opened rescue(Path path) throws SQLException {
    Path aside = setAside(path);
    HistoryFile fresh = new HistoryFile(path);
    try {
      long[] result = copy(aside, fresh);
      log.error(
          "{} is a new file with the {} messages that could be read; {} could not. The damaged file"
              + " is {}: keep it, or delete it if you need nothing more of it",
          path,
          result[0],
          result[1],
          aside);
      return new Opened(fresh, result[1]);
    } catch (SQLException e) {
      fresh.close();
      throw e;
    }
  }

  private static Path setAside(Path path) {
    try {
      for (int number = 1; number <= NAMES_TRIED_MAX; number++) {
        Path aside = path.resolveSibling(path.getFileName() + ".damaged-" + number);
        if (!Files.exists(aside)) {
          Files.move(path, aside);
          // What was written last may still be in these.
          moveIfThere(path, aside, "-wal");
          moveIfThere(path, aside, "-shm");
          return aside;
        }
      }
      throw new IOException("there are " + NAMES_TRIED_MAX + " damaged ones already");
    } catch (IOException e) {
      throw new HistoryException(
          path
              + " is damaged and cannot be set aside ("
              + e.getMessage()
              + "): move it away; a new history is begun then",
          e);
    }
  }

  private static void moveIfThere(Path path, Path aside, String suffix) throws IOException {
    Path from = path.resolveSibling(path.getFileName() + suffix);
    if (Files.exists(from)) {
      Files.move(from, aside.resolveSibling(aside.getFileName() + suffix));
    }
  }

  /** Returns how many messages were read, and how many not. */
  private static long[] copy(Path damaged, HistoryFile fresh) throws SQLException {
    long[] result = new long[2];
    try (HistoryFile old = new HistoryFile(damaged)) {
      Sessions sessions = progressOf(old);
      long last = or(old::lastPosition, 0);
      for (long position = Math.max(1, or(old::firstPosition, 1)); position <= last; position++) {
        Entry entry = null;
        try {
          entry = old.at(position);
        } catch (SQLException unreadable) {
          result[1]++;
        }
        if (entry != null) {
          take(entry, fresh, sessions);
          result[0]++;
        }
      }
      for (var session : sessions.all().entrySet()) {
        fresh.progress(session.getKey(), session.getValue(), last);
      }
    } catch (SQLException e) {
      log.error("{} cannot be read: {}", damaged, e.getMessage());
    }
    fresh.commit();
    return result;
  }

  private static void take(Entry entry, HistoryFile fresh, Sessions sessions) throws SQLException {
    Kept message = entry.message();
    fresh.insert(entry.position(), message);
    if (message.key() != null) {
      return; // Values have no part in sessions.
    }
    Sessions.Key session = new Sessions.Key(message.publisher(), message.session());
    sessions.put(session, Math.max(sessions.newest(session), message.sequence()));
  }

  private static Sessions progressOf(HistoryFile old) {
    try {
      return old.sessions();
    } catch (SQLException | RuntimeException e) {
      log.error("{}: what had been taken in before the oldest message is forgotten", old.path(), e);
      return new Sessions();
    }
  }

  /** Something to be read. */
  @FunctionalInterface
  private interface Figure {
    long read() throws SQLException;
  }

  private static long or(Figure number, long otherwise) {
    try {
      return number.read();
    } catch (SQLException unreadable) {
      return otherwise;
    }
  }
}
