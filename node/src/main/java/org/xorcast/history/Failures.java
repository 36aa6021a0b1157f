package org.xorcast.history;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.xorcast.HistoryException;

/** What SQLite says, in words that name the file and the remedy. */
final class Failures {
  private static final int PRIMARY_CODE_MASK = 0xff;

  private Failures() {}

  static HistoryException of(Path path, Exception cause) {
    SQLiteErrorCode code = primaryCode(cause);
    String remedy =
        switch (code) {
          case SQLITE_FULL ->
              "the disk is full: free some space, or keep less; storing then goes on by itself";
          case SQLITE_IOERR ->
              "the disk cannot be written or read: look at its space, quota and health";
          case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
              "it cannot be opened for writing: check the permissions of it and its directory";
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program has it open: close that one";
          default -> "see the cause; move the file away to begin a new history";
        };
    return new HistoryException(
        "cannot use the history "
            + path
            + " ("
            + cause.getMessage()
            + "): "
            + remedy
            + ". What was stored before is not lost.",
        cause);
  }

  static HistoryException tooSlow(Path path, long queueBytes) {
    return new HistoryException(
        "cannot use the history "
            + path
            + ": "
            + (queueBytes >> 20)
            + " MiB wait for the disk, which is slower than the messages come; they are asked for"
            + " again later.");
  }

  /** Whether the file itself is broken, so that trying again is in vain. */
  static boolean isDamage(SQLException e) {
    return switch (primaryCode(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
      default -> false;
    };
  }

  private static SQLiteErrorCode primaryCode(Exception cause) {
    return cause instanceof SQLException sql
        ? SQLiteErrorCode.getErrorCode(sql.getErrorCode() & PRIMARY_CODE_MASK)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
