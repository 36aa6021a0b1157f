package org.xorcast.dht;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.wire.Sha1;

/**
 * Meets others of a network, and of topics, in the DHT: who is in a group announces itself under a
 * hash of the group's id and looks who else did. Belongs to the loop.
 *
 * <p>A node with few neighbours looks again soon, ever less often; one that has enough only keeps
 * its announcement alive. Its own record lies in the DHT as well, under its key.
 */
public final class Rendezvous {
  private static final byte[] CONTEXT =
      "xorcast rendezvous 1\0".getBytes(StandardCharsets.US_ASCII);

  /** A node with so many neighbours needs no more hints. */
  private static final int ENOUGH = 8;

  private static final int HINTS_MAX = 20;
  private static final long FIRST_MILLIS = 500;
  private static final long AGAIN_MIN_MILLIS = Duration.ofSeconds(3).toMillis();
  private static final long AGAIN_MAX_MILLIS = Duration.ofMinutes(5).toMillis();

  /** Announcements live 30 minutes and more. */
  private static final long KEEP_MILLIS = Duration.ofMinutes(12).toMillis();

  /** Items live two hours (BEP 44), and are to be put again every hour. */
  private static final long RECORD_MILLIS = Duration.ofHours(1).toMillis();

  private static final Logger log = LoggerFactory.getLogger(Rendezvous.class);

  /** When a group is looked for next. */
  private static final class Group {
    private final NodeId infoHash;
    private long pauseMillis = AGAIN_MIN_MILLIS;

    Group(NodeId infoHash) {
      this.infoHash = infoHash;
    }
  }

  private final EventLoop loop;
  private final DhtLoop dht;
  private final Identity self;
  private final Supplier<PeerRecord> record;
  private final IntSupplier neighbours;
  private final Consumer<List<Endpoint>> hints;
  private final Map<Bytes, Group> groups = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param record where this node is now
   * @param neighbours how many it has
   * @param hints takes addresses where others may be, an empty list if nobody was found; called on
   *     the loop
   */
  public Rendezvous(
      EventLoop loop,
      DhtLoop dht,
      Identity self,
      Supplier<PeerRecord> record,
      IntSupplier neighbours,
      Consumer<List<Endpoint>> hints) {
    this.loop = loop;
    this.dht = dht;
    this.self = self;
    this.record = record;
    this.neighbours = neighbours;
    this.hints = hints;
  }

  /** Under what the members of a group meet: SHA-1("xorcast rendezvous 1\0" + its id). */
  public static NodeId infoHash(Bytes group) {
    return NodeId.fromBytes(Sha1.of(CONTEXT, group.unwrap()));
  }

  /** Begins to keep this node's record in the DHT. */
  public void start() {
    later(this::publishRecord, 10 * FIRST_MILLIS);
  }

  /** Meets the others of a group from now on. */
  public void join(Bytes id) {
    Group group = new Group(infoHash(id));
    if (groups.putIfAbsent(id, group) == null) {
      later(() -> meet(id, group), FIRST_MILLIS);
    }
  }

  /** Does not look for a group any more; the announcement dies by itself. */
  public void leave(Bytes id) {
    groups.remove(id);
  }

  /** Does nothing any more. */
  public void close() {
    closed = true;
    groups.clear();
  }

  private void later(Runnable task, long millis) {
    long jittered = (long) (millis * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
    var _ = loop.schedule(task, jittered, TimeUnit.MILLISECONDS);
  }

  private void meet(Bytes id, Group group) {
    if (closed || groups.get(id) != group) {
      return;
    }
    var _ =
        dht.run(new DhtCommand.GetPeers(group.infoHash, false), 1, part -> give(part))
            .whenComplete((result, failure) -> {
              if (!(result instanceof DhtResult.Peers peers) || peers.peers().isEmpty()) {
                hints.accept(List.of());
              }
              announce(id, group);
            });
  }

  private void give(DhtResult part) {
    if (part instanceof DhtResult.Peers found && neighbours.getAsInt() < ENOUGH) {
      hints.accept(found.peers().stream().limit(HINTS_MAX).toList());
    }
  }

  private void announce(Bytes id, Group group) {
    var _ =
        dht.run(new DhtCommand.Announce(group.infoHash, 0, false), 1, part -> {})
            .whenComplete((result, failure) -> {
              boolean known = result instanceof DhtResult.Stored stored && stored.count() > 0;
              log.debug("announced {} in the DHT: {}", group.infoHash, result);
              boolean content = known && neighbours.getAsInt() >= ENOUGH;
              later(() -> meet(id, group), content ? KEEP_MILLIS : group.pauseMillis);
              group.pauseMillis = Math.min(2 * group.pauseMillis, AGAIN_MAX_MILLIS);
            });
  }

  private void publishRecord() {
    if (closed) {
      return;
    }
    MutableItem item = PublishedRecord.sign(self, record.get(), System.currentTimeMillis());
    var _ =
        dht.run(new DhtCommand.PutMutable(item, null), 1, part -> {})
            .whenComplete((result, failure) -> {
              boolean known = result instanceof DhtResult.Stored stored && stored.count() > 0;
              log.debug("own record in the DHT: {}", result);
              later(this::publishRecord, known ? RECORD_MILLIS : AGAIN_MAX_MILLIS / 10);
            });
  }
}
