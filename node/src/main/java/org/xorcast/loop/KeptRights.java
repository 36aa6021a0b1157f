package org.xorcast.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * What the owners of topics have said, kept in the data directory of every subscriber, so that it
 * outlasts the time when all of them are down. Methods marked "on the loop" are called there only.
 */
final class KeptRights {
  private static final Logger log = LoggerFactory.getLogger(KeptRights.class);

  /** A topic, and what of it is on the disk. */
  private static final class Topic {
    final String name;
    final PeerId owner;
    List<Long> digest;

    Topic(String name, PeerId owner, List<Long> digest) {
      this.name = name;
      this.owner = owner;
      this.digest = digest;
    }
  }

  /** What is to be written of a topic; of two the later one counts. */
  record Copy(TopicId topic, String name, PeerId owner, List<Statement> statements, long number) {}

  private final DataDir dir;
  private final Verifier verifier;
  private final Map<TopicId, Topic> topics = new HashMap<>();
  private final Map<TopicId, Long> written = new HashMap<>();
  private long lastNumber;

  KeptRights(DataDir dir, Verifier verifier) {
    this.dir = dir;
    this.verifier = verifier;
  }

  /** What was known in the last run. */
  List<Statement> load(TopicId topic, PeerId owner) {
    return dir.loadRights(topic.toString(), owner, verifier);
  }

  /** On the loop: a topic is subscribed to, and has been told what was loaded. */
  void opened(TopicId topic, String name, PeerId owner, Rights rights) {
    topics.put(topic, new Topic(name, owner, rights.digest()));
  }

  /** On the loop: what has changed since it was last asked for. */
  List<Copy> changed(Engine engine) {
    List<Copy> copies = new ArrayList<>();
    topics.forEach((id, topic) -> {
      Member member = engine.member(id);
      Rights rights = member == null ? null : member.cast().rights();
      if (rights != null && !rights.digest().equals(topic.digest)) {
        topic.digest = rights.digest();
        copies.add(new Copy(id, topic.name, topic.owner, rights.told(), ++lastNumber));
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
      if (copy.number > written.getOrDefault(copy.topic, 0L)) {
        dir.saveRights(copy.topic.toString(), copy.name, copy.owner, copy.statements);
        written.put(copy.topic, copy.number);
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
