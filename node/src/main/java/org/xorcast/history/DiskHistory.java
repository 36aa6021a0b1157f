package org.xorcast.history;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.HistoryException;
import org.xorcast.HistoryStats;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.PeerId;

/**
 * A history in one SQLite file. What {@link #append} acknowledged is on the disk: it survives the
 * end of the process, and of the machine, at any moment.
 *
 * <p>One thread writes. While a commit waits for the disk others queue up, and all of them go into
 * the next one, so many writers at once cost little more than one. Who reads messages has a
 * connection besides, and waits for no commit.
 */
public final class DiskHistory implements HistoryStore {
  private static final Logger log = LoggerFactory.getLogger(DiskHistory.class);

  /** What may wait for the disk; beyond it, appending fails. */
  static final long QUEUE_MAX_BYTES = 64L << 20;

  private static final int BATCH_MAX = 1024;
  private static final long BATCH_MAX_BYTES = 4L << 20;
  private static final long CLOSE_MILLIS = 5000;

  /** Something to be written, and who waits for it. */
  private sealed interface Task {
    CompletableFuture<Long> done();
  }

  private record Append(Kept message, CompletableFuture<Long> done) implements Task {}

  private static final class Cursor implements Task {
    private final String reader;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private long position;

    Cursor(String reader, long position) {
      this.reader = reader;
      this.position = position;
    }

    @Override
    public CompletableFuture<Long> done() {
      return done;
    }
  }

  private final Path path;
  private final Retention retention;
  private final LongSupplier clockMillis;
  private final Thread writer;

  // Guarded by this.
  private final ArrayDeque<Task> queue = new ArrayDeque<>();

  /** How far readers are that has not been given to the writer yet: only the last word counts. */
  private final Map<String, Cursor> cursors = new LinkedHashMap<>();

  private long queuedBytes;
  private @Nullable HistoryException failure;
  private boolean closed;
  private long refused;

  /** Whoever uses the file or what follows from it holds this. */
  private final ReentrantLock fileLock = new ReentrantLock();

  private HistoryFile file;
  private Ledger ledger;

  private final Recent recent = new Recent();

  /** Held by who reads messages; whoever wants both takes the other one first. */
  private final ReentrantLock readLock = new ReentrantLock();

  /** The same file for reading, null after a failure. */
  private @Nullable HistoryFile reading;

  /**
   * Opens the file, or creates it.
   *
   * <p>A damaged one is set aside under another name, and what can be read of it is taken over into
   * a new one; both is logged.
   *
   * @param clockMillis the wall clock, milliseconds since 1970
   * @throws HistoryException if the file can neither be used nor set aside
   */
  public DiskHistory(Path path, Retention retention, LongSupplier clockMillis) {
    this.path = path;
    this.retention = retention;
    this.clockMillis = clockMillis;
    try {
      Salvage.Opened opened = Salvage.open(path);
      file = opened.file();
      ledger = Ledger.of(file, retention, clockMillis, opened.lost());
    } catch (SQLException e) {
      throw Failures.of(path, e);
    }
    writer = Thread.ofPlatform().daemon().name("xorcast-history").unstarted(this::write);
    writer.start();
  }

  @Override
  public CompletableFuture<Long> append(Kept message) {
    return enqueue(new Append(message, new CompletableFuture<>()), message.sizeBytes());
  }

  @Override
  public CompletableFuture<Long> saveCursor(String reader, long position) {
    return enqueue(new Cursor(reader, position));
  }

  private synchronized CompletableFuture<Long> enqueue(Cursor cursor) {
    Cursor waiting = cursors.get(cursor.reader);
    if (waiting != null) {
      waiting.position = cursor.position;
      return waiting.done;
    }
    if (!closed) {
      cursors.put(cursor.reader, cursor);
    }
    return enqueue(cursor, cursor.reader.length());
  }

  private synchronized CompletableFuture<Long> enqueue(Task task, int sizeBytes) {
    boolean isAppend = task instanceof Append;
    if (closed) {
      return CompletableFuture.failedFuture(new HistoryException(path + " is closed"));
    }
    if (isAppend && failure == null && queuedBytes + sizeBytes > QUEUE_MAX_BYTES) {
      failure = Failures.tooSlow(path, QUEUE_MAX_BYTES);
    }
    if (isAppend && failure != null) {
      refused++;
      return CompletableFuture.failedFuture(failure);
    }
    queuedBytes += sizeBytes;
    queue.add(task);
    notifyAll();
    return task.done();
  }

  @Override
  public synchronized void resume() {
    failure = null;
  }

  // ---- the writer -------------------------------------------------------------------------------

  private void write() {
    for (List<Task> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
      try {
        List<Long> answers = store(batch);
        for (int i = 0; i < answers.size(); i++) {
          batch.get(i).done().complete(answers.get(i));
        }
      } catch (SQLException | RuntimeException e) {
        fail(batch, e);
      }
    }
  }

  private synchronized List<Task> nextBatch() {
    while (queue.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    List<Task> batch = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty() && batch.size() < BATCH_MAX && bytes < BATCH_MAX_BYTES) {
      Task next = queue.remove();
      bytes += sizeOf(next);
      batch.add(next);
      if (next instanceof Cursor cursor) {
        cursors.remove(cursor.reader);
      }
    }
    queuedBytes -= bytes;
    return batch;
  }

  private static long sizeOf(Task task) {
    return switch (task) {
      case Append append -> append.message.sizeBytes();
      case Cursor cursor -> cursor.reader.length();
    };
  }

  private List<Long> store(List<Task> batch) throws SQLException {
    fileLock.lock();
    try {
      try {
        return transact(batch);
      } catch (SQLException e) {
        if (!Failures.isDamage(e)) {
          reopen();
          throw e;
        }
        repair(e);
        return transact(batch);
      }
    } finally {
      fileLock.unlock();
    }
  }

  private List<Long> transact(List<Task> batch) throws SQLException {
    Ledger changed = ledger.copy(file);
    try {
      List<Long> answers = new ArrayList<>(batch.size());
      List<Entry> stored = new ArrayList<>(batch.size());
      for (Task task : batch) {
        switch (task) {
          case Append append -> {
            long position = changed.append(append.message);
            answers.add(position);
            if (position != NOT_NEW) {
              stored.add(new Entry(position, append.message));
            }
          }
          case Cursor cursor -> {
            file.setCursor(cursor.reader, cursor.position);
            answers.add(cursor.position);
          }
        }
      }
      changed.settle();
      file.commit();
      ledger = changed.committed();
      recent.add(stored);
      return answers;
    } catch (SQLException | RuntimeException e) {
      file.rollback();
      throw e;
    }
  }

  /** Nothing of this batch is stored, and what waits behind it must not be stored either. */
  private void fail(List<Task> batch, Exception cause) {
    HistoryException reason = Failures.of(path, cause);
    log.error("{}", reason.getMessage());
    log.debug("because of", cause);
    List<Task> lost = new ArrayList<>(batch);
    synchronized (this) {
      failure = reason;
      lost.addAll(queue);
      queue.clear();
      cursors.clear();
      queuedBytes = 0;
      refused += lost.stream().filter(Append.class::isInstance).count();
    }
    lost.forEach(task -> task.done().completeExceptionally(reason));
  }

  /** Statements that have failed may be of no more use. */
  private void reopen() {
    try {
      closeReading();
      file.close();
      file = new HistoryFile(path);
    } catch (SQLException e) {
      log.warn("cannot open {} again yet: {}", path, e.getMessage());
    }
  }

  private void repair(SQLException cause) throws SQLException {
    log.error("{} is damaged ({}); reading out of it what can be read", path, cause.getMessage());
    recent.clear();
    closeReading();
    file.close();
    Salvage.Opened opened = Salvage.rescue(path);
    file = opened.file();
    ledger = Ledger.of(file, retention, clockMillis, ledger.damaged() + opened.lost());
  }

  private void closeReading() {
    readLock.lock();
    try {
      HistoryFile open = reading;
      reading = null;
      if (open != null) {
        open.close();
      }
    } catch (SQLException e) {
      log.debug("closing {}: {}", path, e.getMessage());
    } finally {
      readLock.unlock();
    }
  }

  // ---- questions --------------------------------------------------------------------------------

  /** Something to be asked of the file. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws SQLException;
  }

  private <T> T ask(Question<T> question) {
    fileLock.lock();
    try {
      try {
        return answer(question);
      } catch (SQLException e) {
        if (!Failures.isDamage(e)) {
          throw e;
        }
        repair(e);
        return answer(question);
      }
    } catch (SQLException e) {
      throw Failures.of(path, e);
    } finally {
      fileLock.unlock();
    }
  }

  private <T> T answer(Question<T> question) throws SQLException {
    try {
      return question.ask();
    } finally {
      file.commit(); // Or what is written from now on would not be seen.
    }
  }

  /** Something to be read that is committed; a commit under way does not matter. */
  @FunctionalInterface
  private interface Reading {
    List<Entry> in(HistoryFile file) throws SQLException;
  }

  private List<Entry> read(Reading what) {
    readLock.lock();
    try {
      HistoryFile open = reading == null ? new HistoryFile(path) : reading;
      reading = open;
      try {
        return what.in(open);
      } finally {
        open.commit(); // Or what is written from now on would not be seen.
      }
    } catch (SQLException e) {
      log.debug("{}: {}", path, e.getMessage());
      closeReading();
    } finally {
      readLock.unlock();
    }
    return ask(() -> what.in(file)); // It is damaged, and mended there, or is just being mended.
  }

  @Override
  public List<Kept> read(
      PeerId publisher, long session, long from, long to, int maxMessages, long maxBytes) {
    return read(open -> open.read(publisher, session, from, to, maxMessages, maxBytes)).stream()
        .map(Entry::message)
        .toList();
  }

  @Override
  public List<Entry> after(long position, int maxMessages, long maxBytes) {
    List<Entry> newest = recent.after(position, maxMessages, maxBytes);
    return newest == null ? read(open -> open.after(position, maxMessages, maxBytes)) : newest;
  }

  @Override
  public List<Entry> values(long after, long upTo, int maxMessages, long maxBytes) {
    return read(open -> open.values(after, upTo, maxMessages, maxBytes));
  }

  @Override
  public List<Span> spans() {
    return ask(() -> file.spans(ledger.sessions()));
  }

  @Override
  public long cursor(String reader) {
    return ask(() -> file.cursor(reader));
  }

  @Override
  public long lastPosition() {
    return ask(() -> ledger.lastPosition());
  }

  @Override
  public HistoryStats stats() {
    long refusedNow;
    synchronized (this) {
      refusedNow = refused;
    }
    return ask(() -> ledger.stats(refusedNow));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(CLOSE_MILLIS);
      fileLock.lock();
      try {
        closeReading();
        file.close();
      } finally {
        fileLock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      log.warn("closing {}: {}", path, e.getMessage());
    }
  }
}
