package org.xorcast.sim.adversary;

import java.util.Arrays;
import java.util.List;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.Rate;
import org.xorcast.core.cast.RateLimits;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.rights.Rights;
import org.xorcast.sim.NodeFactory;

/** How a node lies. */
public enum Adversary {
  /** Takes and acknowledges everything, forwards and serves nothing. */
  WITHHOLD("withhold"),
  /** The same, and announces what it never serves, true and made-up ids. */
  ANNOUNCE("announce"),
  /** Publishes 10 valid messages of its own a second. */
  SPAM("spam"),
  /** The same, 200 a second. */
  FLOOD("flood"),
  /** Makes everybody whom it delegates to responsible for the whole network. */
  INFLATE("inflate"),
  /** The same for as much as is legal. */
  STRETCH("stretch"),
  /** Sends old messages again and again, all of them to newcomers. */
  REPLAY("replay"),
  /** Publishes two messages under one sequence, each to half of the network. */
  EQUIVOCATE("equivocate"),
  /** Changes payloads and proofs that it forwards. */
  CORRUPT("corrupt"),
  /** Withholds, and knows nobody when it is asked for peers; meant for ids close to a victim. */
  ECLIPSE("eclipse"),
  /** Says that all is on its way for ever, forwards after 5 s, one chunk a second. */
  DRIP("drip"),
  /** Claims in its receipts that a billion nodes have the message. */
  BOAST("boast"),
  /** Withholds; meant for many ids at few addresses. */
  SYBIL("sybil"),
  /** Takes, forwards and publishes whatever there is, without asking for anybody's right. */
  FORWARD("forward");

  private final String label;

  Adversary(String label) {
    this.label = label;
  }

  /** The name in scenario files and on the command line. */
  public String label() {
    return label;
  }

  /**
   * @throws IllegalArgumentException if there is no such adversary
   */
  public static Adversary ofLabel(String label) {
    for (Adversary adversary : values()) {
      if (adversary.label.equals(label)) {
        return adversary;
      }
    }
    List<String> labels = Arrays.stream(values()).map(Adversary::label).toList();
    throw new IllegalArgumentException("no adversary is called " + label + "; there are " + labels);
  }

  /** A liar at this seat: an engine with its hand between it and the world. */
  public Core<Event> create(NodeFactory.Seat seat, EngineConfig config) {
    Bytes network = Engine.networkId(seat.network());
    return create(seat, config, Rights.open(network), Rights.open(network));
  }

  /**
   * The same in a network where not everybody may do everything.
   *
   * @param entering who may be in it
   * @param publishing who may broadcast in it; {@link #FORWARD} does not care
   */
  public Core<Event> create(
      NodeFactory.Seat seat, EngineConfig config, Rights entering, Rights publishing) {
    Rights heeded = this == FORWARD ? Rights.open(publishing.group()) : publishing;
    Engine engine =
        new Engine(
            seat.identity(),
            seat.verifier(),
            entering,
            heeded,
            this == FLOOD ? withoutLimits(config) : config,
            seat.epochMillis(),
            seat.seed());
    return new Liar(engine, hand(engine, seat));
  }

  /** For one who does not let its own node hold it back. */
  private static EngineConfig withoutLimits(EngineConfig config) {
    RateLimits usual = config.cast().limits();
    Rate any = new Rate(1_000_000, 1_000_000);
    RateLimits limits =
        new RateLimits(any, usual.publisherBytes(), usual.unwanted(), usual.announcements());
    return new EngineConfig(config.overlay(), config.cast().withLimits(limits));
  }

  private Hand hand(Engine engine, NodeFactory.Seat seat) {
    return switch (this) {
      case WITHHOLD, SYBIL -> new Withholding(engine, seat);
      case ANNOUNCE -> new FalseAnnouncing(engine, seat);
      case SPAM -> new Spamming(engine, seat, 10);
      case FLOOD -> new Spamming(engine, seat, 200);
      case INFLATE -> new Inflating(engine, seat, false);
      case STRETCH -> new Inflating(engine, seat, true);
      case REPLAY -> new Replaying(engine, seat);
      case EQUIVOCATE -> new Equivocating(engine, seat);
      case CORRUPT -> new Corrupting(engine, seat);
      case ECLIPSE -> new Eclipsing(engine, seat);
      case DRIP -> new Dripping(engine, seat);
      case BOAST -> new Boasting(engine, seat);
      case FORWARD -> new Forwarding(engine, seat);
    };
  }
}
