package org.xorcast.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Writer;
import org.xorcast.history.HistoryStore.Entry;

/**
 * One SQLite file: its tables and everything that is said to them. Not thread-safe.
 *
 * <p>SQLite keeps no checksum of what it stores, so each message has one of its own.
 */
final class HistoryFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HistoryFile.class);

  /** "xorc", in the header of the file. */
  private static final int APPLICATION_ID = 0x786f7263;

  private static final int VERSION = 1;

  /** The write-ahead log is cut to this after a checkpoint. */
  private static final int JOURNAL_MAX_BYTES = 16 << 20;

  private static final String COLUMNS =
      "position, publisher, session, sequence, created, name, value_key, hop, id, record, payload,"
          + " crc";

  private final Path path;
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement progress;
  private final PreparedStatement forgetProgress;
  private final PreparedStatement newest;
  private final PreparedStatement delete;
  private final PreparedStatement firstMessage;
  private final PreparedStatement firstValue;
  private final PreparedStatement readValues;
  private final PreparedStatement readSession;
  private final PreparedStatement readAfter;
  private final PreparedStatement oldest;
  private final PreparedStatement getCursor;
  private final PreparedStatement setCursor;

  /** Opens or creates it. */
  HistoryFile(Path path) throws SQLException {
    this.path = path;
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setJournalSizeLimit(JOURNAL_MAX_BYTES);
    config.setGetGeneratedKeys(false); // Or each insertion is followed by a question for them.
    connection = config.createConnection("jdbc:sqlite:" + path);
    try {
      createTables();
      connection.setAutoCommit(false);
      insert =
          connection.prepareStatement(
              "INSERT INTO message(" + COLUMNS + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
      progress =
          connection.prepareStatement(
              "INSERT INTO progress(publisher, session, newest, touched) VALUES(?,?,?,?) ON"
                  + " CONFLICT DO UPDATE SET newest = excluded.newest, touched = excluded.touched");
      forgetProgress =
          connection.prepareStatement(
              "DELETE FROM progress WHERE touched NOT IN"
                  + " (SELECT touched FROM progress ORDER BY touched DESC LIMIT ?)");
      newest =
          connection.prepareStatement(
              "SELECT position, session, sequence, length(payload) + length(record) +"
                  + " length(value_key) FROM message WHERE publisher = ? AND value_key = ?");
      delete = connection.prepareStatement("DELETE FROM message WHERE position = ?");
      firstMessage =
          connection.prepareStatement(
              "SELECT position, created, length(payload) + length(record) FROM message WHERE"
                  + " position >= ? AND value_key IS NULL ORDER BY position LIMIT 1");
      firstValue =
          connection.prepareStatement(
              "SELECT position, created, length(payload) + length(record) + length(value_key) FROM"
                  + " message INDEXED BY value WHERE value_key IS NOT NULL ORDER BY position LIMIT"
                  + " 1");
      readValues =
          connection.prepareStatement(
              "SELECT "
                  + COLUMNS
                  + " FROM message INDEXED BY value WHERE value_key IS NOT NULL AND position > ?"
                  + " AND position <= ? ORDER BY position LIMIT ?");
      readSession =
          connection.prepareStatement(
              "SELECT "
                  + COLUMNS
                  + " FROM message WHERE publisher = ? AND session = ? AND sequence BETWEEN ? AND ?"
                  + " AND value_key IS NULL"
                  + " ORDER BY sequence LIMIT ?");
      readAfter =
          connection.prepareStatement(
              "SELECT " + COLUMNS + " FROM message WHERE position > ? ORDER BY position LIMIT ?");
      oldest =
          connection.prepareStatement(
              "SELECT min(sequence) FROM message WHERE publisher = ? AND session = ? AND value_key"
                  + " IS NULL");
      getCursor = connection.prepareStatement("SELECT position FROM reader WHERE name = ?");
      setCursor =
          connection.prepareStatement(
              "INSERT INTO reader(name, position) VALUES(?,?) ON CONFLICT DO UPDATE SET position ="
                  + " excluded.position");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void createTables() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (number(statement, "PRAGMA application_id") == 0
          && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
        statement.executeUpdate("PRAGMA user_version = " + VERSION);
        statement.executeUpdate(
            "CREATE TABLE message(position INTEGER PRIMARY KEY, publisher BLOB NOT NULL, session"
                + " INTEGER NOT NULL, sequence INTEGER NOT NULL, created INTEGER NOT NULL, name"
                + " TEXT, value_key BLOB, hop INTEGER NOT NULL, id BLOB NOT NULL, record BLOB NOT"
                + " NULL, payload BLOB NOT NULL, crc INTEGER NOT NULL)");
        statement.executeUpdate(
            "CREATE UNIQUE INDEX place ON message(publisher, session, sequence) WHERE value_key IS"
                + " NULL");
        statement.executeUpdate(
            "CREATE INDEX value ON message(publisher, value_key) WHERE value_key IS NOT NULL");
        statement.executeUpdate(
            "CREATE TABLE progress(publisher BLOB NOT NULL, session INTEGER NOT NULL, newest"
                + " INTEGER NOT NULL, touched INTEGER NOT NULL, PRIMARY KEY(publisher, session))"
                + " WITHOUT ROWID");
        statement.executeUpdate(
            "CREATE TABLE reader(name TEXT PRIMARY KEY, position INTEGER NOT NULL)");
      }
      long id = number(statement, "PRAGMA application_id");
      long version = number(statement, "PRAGMA user_version");
      if (id != APPLICATION_ID || version != VERSION) {
        throw new SQLException(
            "it is no history, or one of another version (application id "
                + Long.toHexString(id)
                + ", version "
                + version
                + ")");
      }
    }
  }

  /** Reads all pages and says what is wrong with them, null if nothing is. */
  @Nullable String damage() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = rows.next() ? rows.getString(1) : "it cannot be checked";
      return "ok".equals(answer) ? null : answer;
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** The number of messages, or of values, and the bytes that they count. */
  long[] totals(boolean values) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*), total(length(payload) + length(record) +"
                    + " ifnull(length(value_key), 0)) FROM message WHERE value_key IS "
                    + (values ? "NOT NULL" : "NULL"))) {
      rows.next();
      return new long[] {rows.getLong(1), rows.getLong(2)};
    }
  }

  /** The highest position ever given. */
  long lastPosition() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long touched = number(statement, "SELECT max(touched) FROM progress");
      return Math.max(touched, number(statement, "SELECT max(position) FROM message"));
    }
  }

  Sessions sessions() throws SQLException {
    Sessions sessions = new Sessions();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT publisher, session, newest FROM progress ORDER BY touched")) {
      while (rows.next()) {
        PeerId publisher = PeerId.of(rows.getBytes(1));
        sessions.put(new Sessions.Key(publisher, rows.getLong(2)), rows.getLong(3));
      }
    }
    return sessions;
  }

  // ---- writing, inside of a transaction ---------------------------------------------------------

  void commit() throws SQLException {
    connection.commit();
  }

  /** Undoes what was not committed; SQLite may have done so itself when it failed. */
  void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      log.debug("{}: {}", path, e.getMessage());
    }
  }

  void insert(long position, Kept message) throws SQLException {
    insert.setLong(1, position);
    insert.setBytes(2, message.publisher().toByteArray());
    insert.setLong(3, message.session());
    insert.setLong(4, message.sequence());
    insert.setLong(5, message.createdMillis());
    insert.setString(6, message.name());
    insert.setBytes(7, message.key() == null ? null : message.key().unwrap());
    insert.setInt(8, message.hop());
    insert.setBytes(9, new Writer().messageId(message.id()).toByteArray());
    insert.setBytes(10, message.signed().unwrap());
    insert.setBytes(11, message.payload().unwrap());
    insert.setLong(12, crc(message));
    insert.executeUpdate();
  }

  /**
   * @param position the highest position given so far, which is not forgotten with this
   */
  void progress(Sessions.Key session, long sequence, long position) throws SQLException {
    progress.setBytes(1, session.publisher().toByteArray());
    progress.setLong(2, session.session());
    progress.setLong(3, sequence);
    progress.setLong(4, position);
    progress.executeUpdate();
  }

  void forgetSessionsBeyond(int count) throws SQLException {
    forgetProgress.setInt(1, count);
    forgetProgress.executeUpdate();
  }

  /** What is kept under a key: position, session, sequence and size. */
  List<long[]> valuesOf(PeerId publisher, Bytes key) throws SQLException {
    newest.setBytes(1, publisher.toByteArray());
    newest.setBytes(2, key.unwrap());
    List<long[]> found = new ArrayList<>(1);
    try (ResultSet rows = newest.executeQuery()) {
      while (rows.next()) {
        found.add(new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)});
      }
    }
    return found;
  }

  void delete(long position) throws SQLException {
    delete.setLong(1, position);
    delete.executeUpdate();
  }

  /** Position, time of creation and size of the oldest message that is no value; null if none. */
  long @Nullable [] firstMessage(long from) throws SQLException {
    firstMessage.setLong(1, from);
    return first(firstMessage);
  }

  /** The same of the oldest value. */
  long @Nullable [] firstValue() throws SQLException {
    return first(firstValue);
  }

  private static long @Nullable [] first(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3)} : null;
    }
  }

  void setCursor(String reader, long position) throws SQLException {
    setCursor.setString(1, reader);
    setCursor.setLong(2, position);
    setCursor.executeUpdate();
  }

  // ---- reading ----------------------------------------------------------------------------------

  long cursor(String reader) throws SQLException {
    getCursor.setString(1, reader);
    try (ResultSet rows = getCursor.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  List<Entry> read(
      PeerId publisher, long session, long from, long to, int maxMessages, long maxBytes)
      throws SQLException {
    readSession.setBytes(1, publisher.toByteArray());
    readSession.setLong(2, session);
    readSession.setLong(3, from);
    readSession.setLong(4, to);
    readSession.setInt(5, maxMessages);
    return collect(readSession, maxBytes);
  }

  List<Entry> after(long position, int maxMessages, long maxBytes) throws SQLException {
    readAfter.setLong(1, position);
    readAfter.setInt(2, maxMessages);
    return collect(readAfter, maxBytes);
  }

  List<Entry> values(long after, long upTo, int maxMessages, long maxBytes) throws SQLException {
    readValues.setLong(1, after);
    readValues.setLong(2, upTo);
    readValues.setInt(3, maxMessages);
    return collect(readValues, maxBytes);
  }

  /**
   * The message at a position, null if there is none. Made for damaged files: a statement that has
   * failed is of no more use, so each question has its own.
   */
  @Nullable Entry at(long position) throws SQLException {
    String query = "SELECT " + COLUMNS + " FROM message WHERE position = ?";
    try (PreparedStatement one = connection.prepareStatement(query)) {
      one.setLong(1, position);
      try (ResultSet rows = one.executeQuery()) {
        return rows.next() ? entry(rows) : null;
      }
    }
  }

  private static List<Entry> collect(PreparedStatement query, long maxBytes) throws SQLException {
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        Entry entry = entry(rows);
        left -= entry.message().sizeBytes();
        if (left < 0 && !found.isEmpty()) {
          break;
        }
        found.add(entry);
      }
    }
    return found;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    byte[] key = row.getBytes(7);
    try {
      Kept message =
          new Kept(
              new Reader(row.getBytes(9)).messageId(),
              PeerId.of(row.getBytes(2)),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getString(6),
              key == null ? null : Bytes.wrap(key),
              row.getInt(8),
              Bytes.wrap(row.getBytes(10)),
              Bytes.wrap(row.getBytes(11)));
      if (crc(message) == row.getLong(12)) {
        return new Entry(row.getLong(1), message);
      }
    } catch (RuntimeException e) {
      throw damaged(e);
    }
    throw damaged(null);
  }

  private static SQLException damaged(@Nullable RuntimeException cause) {
    return new SQLException(
        "a message is not as it was stored", null, SQLiteErrorCode.SQLITE_CORRUPT.code, cause);
  }

  private static long crc(Kept message) {
    Writer writer =
        new Writer()
            .messageId(message.id())
            .peerId(message.publisher())
            .u64(message.session())
            .u64(message.sequence())
            .u64(message.createdMillis());
    if (message.name() != null) {
      writer.string(message.name());
    }
    if (message.key() != null) {
      writer.raw(message.key().unwrap());
    }
    CRC32C crc = new CRC32C();
    crc.update(writer.toByteArray());
    crc.update(message.signed().unwrap());
    crc.update(message.payload().unwrap());
    return crc.getValue();
  }

  List<Span> spans(Sessions sessions) throws SQLException {
    List<Span> spans = new ArrayList<>();
    for (var session : sessions.all().entrySet()) {
      Sessions.Key key = session.getKey();
      oldest.setBytes(1, key.publisher().toByteArray());
      oldest.setLong(2, key.session());
      try (ResultSet rows = oldest.executeQuery()) {
        long sequence = rows.next() ? rows.getLong(1) : 0;
        long from = sequence == 0 ? session.getValue() + 1 : sequence;
        spans.add(new Span(key.publisher(), key.session(), from, session.getValue()));
      }
    }
    return spans;
  }

  /** The lowest position, 0 if there is none. */
  long firstPosition() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return number(statement, "SELECT min(position) FROM message");
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
