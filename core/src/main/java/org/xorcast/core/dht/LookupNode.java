package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.krpc.NodeContact;

/** A node that a lookup has heard of, and how far it is with it. */
final class LookupNode {
  enum State {
    NEW,
    ASKED,
    /** Its answer is late: another one is asked in its place. */
    LATE,
    ANSWERED,
    FAILED
  }

  /** A node all of whose friends are dead, so many at least, is believed nothing more. */
  private static final int DEAD_MIN = 3;

  private static final int SOURCES_MAX = 4;

  private final NodeContact contact;
  private final int path;
  private final boolean eligible;
  private final List<LookupNode> sources = new ArrayList<>(1);
  private State state = State.NEW;
  private @Nullable Bytes token;
  private boolean hasItem;
  private long notBeforeNanos;
  private int dead;
  private int alive;

  /**
   * @param path on which of the disjoint paths it is
   * @param eligible whether its id belongs to its address, so that it may store things (BEP 42)
   */
  LookupNode(NodeContact contact, int path, boolean eligible) {
    this.contact = contact;
    this.path = path;
    this.eligible = eligible;
  }

  NodeContact contact() {
    return contact;
  }

  int path() {
    return path;
  }

  boolean isEligible() {
    return eligible;
  }

  State state() {
    return state;
  }

  @Nullable Bytes token() {
    return token;
  }

  boolean hasItem() {
    return hasItem;
  }

  void namedBy(LookupNode source) {
    if (sources.size() < SOURCES_MAX) {
      sources.add(source);
    }
  }

  boolean isReady(long nowNanos) {
    return state == State.NEW && notBeforeNanos <= nowNanos;
  }

  long notBeforeNanos() {
    return notBeforeNanos;
  }

  /** It could not be asked: not before {@code untilNanos}. */
  void postpone(long untilNanos) {
    state = State.NEW;
    notBeforeNanos = untilNanos;
  }

  void asked() {
    state = State.ASKED;
  }

  void late() {
    state = State.LATE;
  }

  void answered(@Nullable Bytes itsToken, boolean itHasItem) {
    state = State.ANSWERED;
    token = itsToken;
    hasItem = itHasItem;
    sources.forEach(source -> source.alive++);
  }

  void failed() {
    state = State.FAILED;
    sources.forEach(source -> source.dead++);
  }

  /** Whether only those named it who name nobody but the dead. */
  boolean isTainted() {
    if (sources.isEmpty()) {
      return false;
    }
    for (LookupNode source : sources) {
      if (source.alive > 0 || source.dead < DEAD_MIN) {
        return false;
      }
    }
    return true;
  }
}
