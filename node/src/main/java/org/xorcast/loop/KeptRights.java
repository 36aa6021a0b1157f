package org.xorcast.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.XorcastException;
import org.xorcast.core.Engine;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.topic.Member;
import org.xorcast.store.DataDir;

/**
 * What the owners of groups have said, kept in the data directory of every member, so that it
 * outlasts the time when all of them are down. Methods marked "on the loop" are called there only.
 */
final class KeptRights {
  private static final Logger log = LoggerFactory.getLogger(KeptRights.class);

  /** A group, and what of it is on the disk. */
  private static final class Group {
    final String name;
    final PeerId owner;
    List<Long> digest;

    Group(String name, PeerId owner, List<Long> digest) {
      this.name = name;
      this.owner = owner;
      this.digest = digest;
    }
  }

  /** What is to be written of a group; of two the later one counts. */
  record Copy(String file, String name, PeerId owner, List<Statement> statements, long number) {}

  private final DataDir dir;
  private final Verifier verifier;
  private final Map<@Nullable TopicId, Group> groups = new HashMap<>();
  private final Map<String, Long> written = new HashMap<>();
  private long lastNumber;

  KeptRights(DataDir dir, Verifier verifier) {
    this.dir = dir;
    this.verifier = verifier;
  }

  /**
   * What was known in the last run.
   *
   * @param topic null for the network
   */
  List<Statement> load(@Nullable TopicId topic, PeerId owner) {
    return dir.loadRights(file(topic), owner, verifier);
  }

  private static String file(@Nullable TopicId topic) {
    return topic == null ? "network" : topic.toString();
  }

  /** On the loop: the node is a member, and has been told what was loaded. */
  void opened(@Nullable TopicId topic, String name, PeerId owner, Rights rights) {
    groups.put(topic, new Group(name, owner, rights.digest()));
  }

  /** On the loop: what has changed since it was last asked for. */
  List<Copy> changed(Engine engine) {
    List<Copy> copies = new ArrayList<>();
    groups.forEach((topic, group) -> {
      Member member = topic == null ? engine.network() : engine.member(topic);
      Rights rights = member == null ? null : member.cast().rights();
      if (rights != null && !rights.digest().equals(group.digest)) {
        group.digest = rights.digest();
        copies.add(new Copy(file(topic), group.name, group.owner, rights.told(), ++lastNumber));
      }
    });
    return copies;
  }

  /**
   * Writes, on any thread but the loop.
   *
   * @throws org.xorcast.DataDirUnusableException if it cannot be written
   */
  synchronized void save(List<Copy> copies) {
    for (Copy copy : copies) {
      if (copy.number > written.getOrDefault(copy.file, 0L)) {
        dir.saveRights(copy.file, copy.name, copy.owner, copy.statements);
        written.put(copy.file, copy.number);
      }
    }
  }

  /** As {@link #save}; a failure is logged, for the neighbours have it too. */
  void trySave(List<Copy> copies) {
    try {
      save(copies);
    } catch (XorcastException e) {
      log.warn("cannot keep the rights for the next run: {}", e.getMessage());
    }
  }
}
