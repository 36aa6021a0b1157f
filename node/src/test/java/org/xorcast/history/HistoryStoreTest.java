package org.xorcast.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.history.TestMessages.ALICE;
import static org.xorcast.history.TestMessages.BOB;
import static org.xorcast.history.TestMessages.SESSION;
import static org.xorcast.history.TestMessages.message;
import static org.xorcast.history.TestMessages.payload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.PeerId;
import org.xorcast.history.HistoryStore.Entry;

/** What both kinds of history do alike. */
class HistoryStoreTest {
  private static final Retention MUCH = new Retention(1000, 1 << 20, Duration.ofDays(1));

  enum Kind {
    MEMORY,
    DISK
  }

  @TempDir Path dir;
  private final List<HistoryStore> opened = new ArrayList<>();
  private long nowMillis = SESSION;

  private HistoryStore open(Kind kind, Retention retention) {
    HistoryStore store =
        kind == Kind.MEMORY
            ? new MemoryHistory(retention, () -> nowMillis)
            : new DiskHistory(dir.resolve("topic.sqlite"), retention, () -> nowMillis);
    opened.add(store);
    return store;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(HistoryStore::close);
  }

  private static List<Long> sequences(List<Kept> messages) {
    return messages.stream().map(Kept::sequence).toList();
  }

  private static void append(HistoryStore store, PeerId publisher, long... sequences) {
    for (long sequence : sequences) {
      store.append(message(publisher, sequence)).join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsASessionInOrderAndWithinBounds(Kind kind) {
    HistoryStore store = open(kind, MUCH);
    append(store, ALICE, 1, 2, 4, 5);
    append(store, BOB, 1);
    long all = Long.MAX_VALUE;
    assertThat(store.read(ALICE, SESSION, 2, 9, 10, all))
        .containsExactly(message(ALICE, 2), message(ALICE, 4), message(ALICE, 5));
    assertThat(sequences(store.read(ALICE, SESSION, 1, all, 2, all))).containsExactly(1L, 2L);
    assertThat(sequences(store.read(ALICE, SESSION, 1, all, 10, 250))).containsExactly(1L, 2L);
    assertThat(sequences(store.read(ALICE, SESSION, 1, all, 10, 1))).containsExactly(1L);
    assertThat(store.read(ALICE, SESSION + 1, 1, all, 10, all)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void takesEachMessageOnce(Kind kind) {
    HistoryStore store = open(kind, new Retention(2, 1 << 20, Duration.ofDays(1)));
    append(store, ALICE, 1, 2, 3);
    for (long again : new long[] {1, 2, 3}) {
      assertThat(store.append(message(ALICE, again)).join()).isEqualTo(HistoryStore.NOT_NEW);
    }
    assertThat(sequences(store.read(ALICE, SESSION, 1, 9, 10, 1 << 20))).containsExactly(2L, 3L);
    assertThat(store.stats().duplicates()).isEqualTo(3);
    assertThat(store.stats().evicted()).isEqualTo(1);
    assertThat(store.stats().stored()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheNewestByCountBytesAndAge(Kind kind) {
    HistoryStore store = open(kind, new Retention(5, 500, Duration.ofMillis(50)));
    append(store, ALICE, 1, 2, 3, 4, 5, 6);
    // 100 bytes and a record of 8 each.
    assertThat(store.spans()).containsExactly(new Span(ALICE, SESSION, 3, 6));
    assertThat(store.stats().bytes()).isEqualTo(4 * 108);
    nowMillis = SESSION + 55;
    append(store, ALICE, 7);
    assertThat(store.spans()).containsExactly(new Span(ALICE, SESSION, 5, 7));
    store.append(message(ALICE, SESSION, 8, null, payload(8, 5000))).join();
    assertThat(store.spans()).containsExactly(new Span(ALICE, SESSION, 8, 8));
  }

  @ParameterizedTest
  @EnumSource
  void readersGoByPosition(Kind kind) {
    HistoryStore store = open(kind, MUCH);
    append(store, ALICE, 1);
    append(store, BOB, 1);
    append(store, ALICE, 2);
    List<Entry> first = store.after(0, 2, 1 << 20);
    assertThat(first).extracting(entry -> entry.message().publisher()).containsExactly(ALICE, BOB);
    store.saveCursor("reader", first.getLast().position()).join();
    assertThat(store.after(store.cursor("reader"), 10, 1 << 20))
        .extracting(Entry::message)
        .containsExactly(message(ALICE, 2));
    assertThat(store.cursor("stranger")).isZero();
    assertThat(store.after(store.lastPosition(), 10, 1 << 20)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ofAKeyTheNewestStays(Kind kind) {
    HistoryStore store = open(kind, MUCH);
    store.append(message(ALICE, SESSION, 1, "colour", payload(1, 10))).join();
    store.append(message(ALICE, SESSION, 2, "size", payload(2, 10))).join();
    store.append(message(BOB, SESSION, 1, "colour", payload(9, 10))).join();
    store.append(message(ALICE, SESSION, 3, "colour", payload(3, 10))).join();
    // An older run's value that is only found now.
    CompletableFuture<Long> older =
        store.append(message(ALICE, SESSION - 5, 7, "colour", payload(7, 10)));
    assertThat(older.join()).isEqualTo(HistoryStore.NOT_NEW);
    CompletableFuture<Long> again =
        store.append(message(ALICE, SESSION, 3, "colour", payload(3, 10)));
    assertThat(again.join()).isEqualTo(HistoryStore.NOT_NEW);
    List<Entry> values = store.values(0, Long.MAX_VALUE, 10, 1 << 20);
    assertThat(values).extracting(entry -> entry.message().sequence()).containsExactly(2L, 1L, 3L);
    assertThat(store.after(0, 10, 1 << 20)).isEqualTo(values);
    assertThat(store.values(2, 3, 10, 1 << 20)).isEqualTo(values.subList(1, 2));
    assertThat(store.stats().superseded()).isEqualTo(3);
    assertThat(store.stats().messages()).isEqualTo(3);
    assertThat(store.stats().values()).isEqualTo(3);
    assertThat(store.spans()).as("values are in no session").isEmpty();
    assertThat(store.read(ALICE, SESSION, 1, 9, 10, 1 << 20)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void valuesAndMessagesHaveBoundsOfTheirOwn(Kind kind) {
    HistoryStore store = open(kind, new Retention(3, 1 << 20, Duration.ofMillis(50)));
    for (int number = 1; number <= 5; number++) {
      store.append(message(ALICE, SESSION - 7, number, "key " + number, payload(1, 10))).join();
      append(store, ALICE, number);
    }
    assertThat(store.stats().values()).isEqualTo(3);
    assertThat(store.stats().messages()).isEqualTo(6);
    assertThat(store.stats().evicted()).isEqualTo(4);
    nowMillis = SESSION + 1000;
    append(store, ALICE, 6);
    List<Kept> left = store.after(0, 10, 1 << 20).stream().map(Entry::message).toList();
    assertThat(sequences(left)).as("values have no age").containsExactly(3L, 4L, 5L, 6L);
  }
}
