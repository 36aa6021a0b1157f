package org.xorcast.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.Author;
import org.xorcast.core.cast.Holdings;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.topic.Member;
import org.xorcast.core.topic.Setup;
import org.xorcast.core.topic.Topics;
import org.xorcast.core.wire.Sha256;

/** One node: every protocol, and which event is whose. */
public final class Engine implements Core<Event> {
  /** A driver that wakes the engine this much too late stood still itself. */
  private static final long STALL_NANOS = 100_000_000;

  private static final long TOPICS_SALT = 0x746f_7069_6373_2131L;

  private static final String NETWORK_CONTEXT = "xorcast network 1\0";

  private static final String INVITED_CONTEXT = "xorcast invited network 1\0";

  private final PeerId self;
  private final Counters counters = new Counters();
  private final Setup setup;
  private final Bytes networkId;
  private final long seed;
  private final Member network;

  /** Null until there is something about a topic: a large simulation has a million nodes. */
  private @Nullable Topics topics;

  /**
   * A node of an open network.
   *
   * @param network the network's name; nodes only talk within one
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   * @param seed fixes every random choice
   */
  public Engine(
      Identity identity,
      Verifier verifier,
      String network,
      EngineConfig config,
      long epochMillisAtZero,
      long seed) {
    this(
        identity,
        verifier,
        Rights.open(networkId(network)),
        Rights.open(networkId(network)),
        config,
        epochMillisAtZero,
        seed);
  }

  /**
   * A node of a network.
   *
   * @param entering who may be in it; the node's own certificate has been learnt
   * @param publishing who may broadcast in it; the same object in an invited network
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   * @param seed fixes every random choice
   */
  public Engine(
      Identity identity,
      Verifier verifier,
      Rights entering,
      Rights publishing,
      EngineConfig config,
      long epochMillisAtZero,
      long seed) {
    this.self = identity.peerId();
    this.seed = seed;
    this.setup = new Setup(identity, verifier, config.overlay(), config.cast(), epochMillisAtZero);
    this.networkId = publishing.group();
    Author author = setup.author(networkId);
    this.network = new Member(setup, entering, publishing, author, new Rng(seed), counters);
  }

  /** The hash that stands for a network of this name. */
  public static Bytes networkId(String network) {
    return Bytes.wrap(Sha256.of((NETWORK_CONTEXT + network).getBytes(StandardCharsets.UTF_8)));
  }

  /** The hash that stands for a network of this name that takes only those whom a key invites. */
  public static Bytes networkId(String network, PeerId key) {
    byte[] name = network.getBytes(StandardCharsets.UTF_8);
    byte[] context = INVITED_CONTEXT.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(Sha256.of(context, key.toByteArray(), name));
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    if (event instanceof Event.Wake) {
      excuseStall(nowNanos);
    }
    if (topics == null && Topics.isNeededFor(event)) {
      Rng rng = new Rng(seed ^ TOPICS_SALT);
      topics = new Topics(network, networkId, setup, rng, counters);
    }
    if (topics == null) {
      network.handle(event, nowNanos, out);
    } else {
      topics.handle(event, nowNanos, out);
    }
  }

  /** When a wake-up is late, the silence of others in the meantime proves nothing about them. */
  private void excuseStall(long nowNanos) {
    long lateNanos = nowNanos - nextDeadlineNanos();
    if (lateNanos > STALL_NANOS) {
      network.excuseSilence(lateNanos, nowNanos);
      if (topics != null) {
        topics.excuseSilence(lateNanos, nowNanos);
      }
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return topics == null ? network.nextDeadlineNanos() : topics.nextDeadlineNanos();
  }

  public PeerId self() {
    return self;
  }

  /** The node's own signed record. */
  public PeerRecord selfRecord() {
    return network.overlay().selfRecord();
  }

  /** Whether the node has found its place, or is the first of its network. */
  public boolean isJoined() {
    return network.overlay().isJoined();
  }

  /** Everybody this node has a live link with. */
  public List<Neighbour> neighbours() {
    return network.overlay().neighbours();
  }

  /** The neighbours by distance. */
  public RoutingTable<Neighbour> table() {
    return network.overlay().table();
  }

  /** Peers worth dialling after a restart, the surest first. */
  public List<PeerRecord> knownRecords() {
    return network.overlay().knownRecords();
  }

  /**
   * Whether this node may publish a payload of this size now, and if not, why. In a topic that it
   * does not belong to it cannot know, and may try.
   *
   * @param topic null for the whole network
   */
  public Rights.Verdict judgeOwn(@Nullable TopicId topic, int sizeBytes, long nowNanos) {
    Member member = topic == null ? network : member(topic);
    return member == null ? Rights.Verdict.GRANTED : member.cast().judgeOwn(sizeBytes, nowNanos);
  }

  /** This node in the network. */
  public Member network() {
    return network;
  }

  /** This node in a topic, null if it does not subscribe to it. */
  public @Nullable Member member(TopicId topic) {
    return topics == null ? null : topics.member(topic);
  }

  /**
   * The newest value of each publisher and key in a group, those that changed last at the end.
   *
   * @param topic null for the whole network; empty if it is not subscribed to
   */
  public List<Delivery> values(@Nullable TopicId topic) {
    Member member = topic == null ? network : member(topic);
    if (member == null) {
      return List.of();
    }
    List<Delivery> values = member.cast().values();
    return topic == null ? values : values.stream().map(value -> value.in(topic)).toList();
  }

  /** How many topics it subscribes to. */
  public int subscriptions() {
    return topics == null ? 0 : topics.subscriptions();
  }

  /** For how many topics this node knows who subscribes. */
  public int rendezvousKeys() {
    return topics == null ? 0 : topics.rendezvousKeys();
  }

  /** How much the broadcast keeps. */
  public Holdings holdings() {
    return network.cast().holdings();
  }

  public Counters counters() {
    return counters;
  }
}
