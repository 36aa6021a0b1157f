package org.xorcast.core.cast;

import java.util.BitSet;
import java.util.List;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Cover;
import org.xorcast.core.cast.CastMessage.IWant;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Batch;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Revocation;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.RightsMessage;
import org.xorcast.core.rights.RightsMessage.Told;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;

/**
 * The receiving half of the broadcast, and its front door: checks what comes, delivers it once, and
 * pulls what does not come.
 */
public final class CastCore implements Core<Event> {
  /** The largest payload of one message in bytes, 16 MiB. */
  public static final int PAYLOAD_MAX_BYTES = MessageRecord.PAYLOAD_MAX_BYTES;

  /** The longest file name in UTF-8 bytes. */
  public static final int NAME_MAX_BYTES = MessageRecord.NAME_MAX_BYTES;

  private static final long EXPIRE_EVERY_NANOS = 5_000_000_000L;

  /** When to look again whether the neighbours have caught up. */
  private static final long BACKED_UP_NANOS = 50_000_000;

  private final Author author;
  private final CastConfig config;
  private final OverlayCore overlay;
  private final Counters counters;

  private final MessageStore store;
  private final SeenMessages seen;
  private final CastPeers peers;
  private final Replies replies;
  private final Announcer announcer;
  private final Receipts receipts;
  private final Spreader spreader;
  private final Puller puller;
  private final Admission admission;
  private final StateExchange state;
  private final Exchange exchange;
  private final InOrder inOrder;
  private final Validation validation = new Validation();
  private final Outbox outbox;
  private final RightsGossip gossip;

  private long expireNanos = Deadlines.NEVER;

  /**
   * @param author signs what this node publishes; records of other groups than its do not verify
   * @param rights who may publish in the author's group
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   */
  public CastCore(
      Author author,
      Verifier verifier,
      Rights rights,
      CastConfig config,
      OverlayCore overlay,
      long epochMillisAtZero,
      Rng rng,
      Counters counters) {
    this.author = author;
    this.config = config;
    this.overlay = overlay;
    this.counters = counters;
    this.outbox = new Outbox(config.chunkBytes());
    this.store = new MessageStore(config, counters);
    this.seen = new SeenMessages(counters);
    this.peers = new CastPeers(overlay, counters);
    Rng spreading = rng.fork();
    Pace pace = new Pace(overlay);
    this.replies = new Replies(peers);
    this.announcer = new Announcer(config, overlay, peers, replies, spreading);
    this.receipts = new Receipts(author.self(), overlay, peers, replies, pace, counters);
    this.spreader =
        new Spreader(
            config, overlay, peers, announcer, replies, receipts, pace, spreading, counters);
    this.state = new StateExchange(config, overlay, peers, store, spreading, counters);
    this.exchange = new Exchange(config, overlay, peers, announcer, seen, store, state, rng.fork());
    this.inOrder = new InOrder(author.self(), config, seen, store, counters);
    this.puller = new Puller(config, overlay, peers, store, pace, rng, counters);
    Rng telling = rights.isOpen() ? rng : rng.fork(); // Nothing is drawn in an open group.
    this.gossip = new RightsGossip(rights, overlay, peers, telling);
    this.admission =
        new Admission(
            verifier,
            author.group(),
            config,
            overlay,
            announcer,
            seen,
            store,
            rights,
            gossip,
            epochMillisAtZero,
            counters);
  }

  @Override
  public long nextDeadlineNanos() {
    long sending = Math.min(spreader.nextDeadlineNanos(), announcer.nextDeadlineNanos());
    long asking = Math.min(puller.nextDeadlineNanos(), exchange.nextDeadlineNanos());
    long waiting = Math.min(expireNanos, inOrder.nextDeadlineNanos());
    long talking = Math.min(replies.nextDeadlineNanos(), Math.min(sending, asking));
    long rights = Math.min(gossip.nextDeadlineNanos(), admission.nextDeadlineNanos());
    long values = state.nextDeadlineNanos();
    long owned = Math.min(values, Math.min(rights, validation.nextDeadlineNanos()));
    long counting = Math.min(owned, receipts.nextDeadlineNanos());
    long own = Math.min(counting, outbox.nextDeadlineNanos());
    return Math.min(own, Math.min(waiting, talking));
  }

  /** Takes what the application says, and {@link Event.Wake}; links are the overlay's. */
  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Publish publish -> publish(publish, nowNanos, out);
      case Event.Issue issue -> issue(Statement.decode(issue.statement().unwrap()), nowNanos, out);
      case Event.Judge judge -> validation.limit(judge.limitNanos());
      case Event.Judged judged -> judged(judged.ticket(), judged.judgement(), nowNanos, out);
      case Event.Leave leave -> flush(nowNanos, out);
      case Event.Restore restore ->
          restore.values().forEach(value -> admission.restore(value, nowNanos));
      case Event.Wake wake -> onWake(nowNanos, out);
      default -> throw new IllegalArgumentException("not for the broadcast: " + event);
    }
  }

  /** How much is kept here. */
  public Holdings holdings() {
    return new Holdings(
        store.completeCount(),
        store.completeBytes(),
        store.unfinishedCount(),
        seen.sessions(),
        puller.pulls(),
        inOrder.held(),
        inOrder.heldBytes(),
        receipts.active(),
        store.values().size(),
        store.values().bytes());
  }

  /** The newest value of each publisher and key, those that changed last at the end. */
  public List<Delivery> values() {
    return store.values().messages().stream().map(InOrder::delivery).toList();
  }

  public void neighbourUp(Neighbour neighbour, long nowNanos, Effects out) {
    exchange.neighbourUp(neighbour, nowNanos, out);
    gossip.neighbourUp(neighbour, nowNanos, out);
  }

  public void neighbourDown(Neighbour neighbour, long nowNanos, Effects out) {
    spreader.neighbourDown(neighbour, nowNanos, out);
    receipts.neighbourDown(neighbour.peer(), nowNanos);
    state.neighbourDown(neighbour, nowNanos, out);
    flushIfDue(nowNanos, out);
  }

  /** The driver stood still until now: nobody's silence in the meantime counts. */
  public void excuseSilence(long nowNanos) {
    spreader.excuseSilence(nowNanos);
  }

  /** Takes a broadcast frame of a neighbour. */
  public void onFrame(Neighbour neighbour, Bytes frame, long nowNanos, Effects out) {
    CastMessage message = CastMessage.decode(frame.unwrap());
    if (message instanceof Push push && push.mode() == Mode.ENTRY) {
      throw new WireException("an entry that does not come from outside");
    }
    if (message instanceof CastMessage.Digest digest) {
      exchange.onDigest(neighbour, digest, nowNanos, out);
    } else {
      onMessage(peers.of(neighbour), message, nowNanos, out);
    }
  }

  /**
   * Takes a push of a publisher that does not belong to the group, and spreads it as its own.
   *
   * @param outsider somebody whom the link proves to be the publisher
   */
  public void onEntry(Neighbour outsider, Bytes frame, long nowNanos, Effects out) {
    if (!(CastMessage.decode(frame.unwrap()) instanceof Push push)
        || push.mode() != Mode.ENTRY
        || !push.record().publisher().equals(outsider.peer())) {
      throw new WireException("an entry that is not the sender's own message");
    }
    if (!overlay.isBanned(outsider.peer())) {
      onPush(peers.outsider(outsider), push, nowNanos, out);
    }
  }

  /** Whether a frame of the group is one for {@link #onEntry}. */
  public static boolean isEntry(byte[] frame) {
    return frame.length > 1
        && frame[0] == FrameType.PUSH.number()
        && frame[1] == Mode.ENTRY.ordinal();
  }

  private void onMessage(CastPeer peer, CastMessage incoming, long nowNanos, Effects out) {
    switch (incoming) {
      case Push push -> onPush(peer, push, nowNanos, out);
      case Ack ack -> onAck(peer, ack, nowNanos, out);
      case CastMessage.IHave have -> onAnnouncements(peer, have.announcements(), nowNanos);
      case Probe probe -> onProbe(peer, probe, nowNanos, out);
      case Cover cover -> onCover(peer, cover, nowNanos, out);
      case IWant want -> onWant(peer, want, nowNanos, out);
      case CastMessage.Receipt receipt -> receipts.onReceipt(peer, receipt, nowNanos, out);
      case CastMessage.Relayed relayed -> receipts.onRelayed(relayed, nowNanos, out);
      case CastMessage.Digest digest -> exchange.onDigest(peer.neighbour, digest, nowNanos, out);
      case CastMessage.Vector vector -> exchange.onVector(peer, vector, nowNanos, out);
      case CastMessage.OfState of -> state.onMessage(peer, of.message(), nowNanos, out);
      case CastMessage.OfRights rightly -> onRights(peer, rightly.message(), nowNanos, out);
    }
  }

  // ---- publishing -------------------------------------------------------------------------------

  private void publish(Event.Publish publish, long nowNanos, Effects out) {
    int size = publish.payload().length();
    if (size < 1 || size > PAYLOAD_MAX_BYTES) {
      throw new IllegalArgumentException("payload of " + size + " bytes");
    }
    Rights.Verdict verdict = judgeOwn(size, nowNanos);
    if (verdict == Rights.Verdict.OVER_RATE) {
      long waitNanos = admission.ownWaitNanos(author.self(), size, nowNanos);
      refuse(publish, Refusal.OVER_RATE, waitNanos, out);
      return;
    }
    if (verdict == Rights.Verdict.GRANTED && spreader.isBackedUp()) {
      refuse(publish, Refusal.BACKED_UP, BACKED_UP_NANOS, out);
      return;
    }
    if (verdict != Rights.Verdict.GRANTED) {
      throw new IllegalStateException("this node may not publish here: " + verdict);
    }
    if (isToBeGathered(publish, nowNanos)) {
      gather(publish, nowNanos, out);
    } else {
      flush(nowNanos, out);
      StoredMessage message =
          author.write(
              publish.name(), publish.key(), publish.payload(), publish.receipt(), nowNanos);
      admission.chargeOwn(author.self(), size, nowNanos);
      out.published(publish.ticket(), message.id(), message.record().sequence());
      send(message, nowNanos, out);
    }
    outbox.published(nowNanos);
  }

  /** The application judges messages one by one, so then they are signed one by one. */
  private boolean isToBeGathered(Event.Publish publish, long nowNanos) {
    return outbox.takes(publish)
        && !validation.isOn()
        && (!outbox.isEmpty()
            || publish.more()
            || (outbox.isBusy(nowNanos) && outbox.isLast(this::isUnanswered)));
  }

  private void gather(Event.Publish publish, long nowNanos, Effects out) {
    if (!outbox.hasRoomFor(publish.payload())) {
      if (outbox.isWindowFull(this::isUnanswered)) {
        refuse(publish, Refusal.BACKED_UP, BACKED_UP_NANOS, out);
        return;
      }
      flush(nowNanos, out);
    }
    int size = Batch.packedBytes(publish.payload().length());
    admission.chargeOwn(author.self(), size, nowNanos);
    outbox.add(publish.ticket(), publish.payload(), nowNanos);
    out.gathered(publish.ticket(), author.reserve(nowNanos));
    if (!publish.more()) {
      flushIfDue(nowNanos, out);
    }
  }

  /** One that is slow is no reason to wait; most of them are. */
  private boolean isUnanswered(Outbox.Sent sent) {
    return 2 * spreader.unanswered(sent.id()) > sent.pushes();
  }

  /** Signs what was gathered, if it has waited for long enough or nothing keeps it any more. */
  private void flushIfDue(long nowNanos, Effects out) {
    if (outbox.isDue(this::isUnanswered, nowNanos)) {
      flush(nowNanos, out);
    }
  }

  private void flush(long nowNanos, Effects out) {
    List<Outbox.Waiting> gathered = outbox.take();
    if (gathered.isEmpty()) {
      return;
    }
    List<Bytes> payloads = gathered.stream().map(Outbox.Waiting::payload).toList();
    StoredMessage message = author.writeReserved(payloads, nowNanos);
    for (int i = 0; i < gathered.size(); i++) {
      long sequence = message.record().firstSequence() + i;
      out.published(gathered.get(i).ticket(), Batch.idOf(message.id(), i), sequence);
    }
    send(message, nowNanos, out);
  }

  private void send(StoredMessage message, long nowNanos, Effects out) {
    receipts.published(message, nowNanos, out);
    accept(message, nowNanos, out);
    for (int chunk = 0; chunk < message.chunkCount(); chunk++) {
      spreader.spread(message, chunk, Spreader.Kind.PUSH, 0, Delegation.HEIGHT_MAX, nowNanos, out);
    }
    outbox.sent(message.id(), spreader.unanswered(message.id()));
  }

  private void refuse(Event.Publish publish, Refusal reason, long retryNanos, Effects out) {
    counters.increment(Counter.PUBLISH_REFUSED);
    out.refused(publish.ticket(), reason, retryNanos);
  }

  /** What the group's owner has said, as far as it is known here. */
  public Rights rights() {
    return gossip.rights();
  }

  /** Whether this node may publish a payload of {@code sizeBytes} now, and if not, why. */
  public Rights.Verdict judgeOwn(int sizeBytes, long nowNanos) {
    return admission.judgeOwn(author.self(), sizeBytes, nowNanos);
  }

  // ---- receiving --------------------------------------------------------------------------------

  private void onPush(CastPeer peer, Push push, long nowNanos, Effects out) {
    counters.increment(Counter.PUSHES_RECEIVED);
    counters.add(Counter.PAYLOAD_BYTES_RECEIVED, push.body().length());
    takePush(peer, push, nowNanos, out);
  }

  private void takePush(CastPeer peer, Push push, long nowNanos, Effects out) {
    MessageId id = push.record().id(author.group());
    StoredMessage known = store.get(id);
    Code code;
    if (validation.holds(id) && known != null && known.has(push.chunk())) {
      counters.add(Counter.PAYLOAD_BYTES_DUPLICATE, push.body().length());
      validation.takeCopy(id, peer, push);
      Code answer = known.isSingleChunk() ? Code.PENDING : Code.HAVE;
      peers.send(peer, new Ack(id, push.chunk(), answer), out);
      return;
    }
    if (validation.isOn() && known == null && !validation.hasRoomFor(push.record())) {
      counters.increment(Counter.ASSEMBLIES_DROPPED);
      code = Code.REFUSED;
    } else if (known != null && known.has(push.chunk())) {
      code = Code.HAVE;
      admission.unwanted(peer, push, nowNanos, out);
    } else {
      boolean asked = state.isAskedOf(peer, id);
      code = admission.check(peer, push, id, known, asked, nowNanos, out);
    }
    Ack ack = new Ack(id, push.chunk(), code);
    if (code == Code.PENDING) {
      peers.send(peer, ack, out);
      return;
    }
    boolean judge = code == Code.NEW && (validation.isOn() || validation.holds(id));
    if (judge && push.record().chunkCount() == 1) {
      // What is on its way elsewhere may come sooner than the judgement.
      peers.send(peer, new Ack(id, push.chunk(), Code.PENDING), out);
    } else if (!config.reliableLinks()) {
      // Payload is repeated where no answer comes: a second answer is cheaper than a second
      // payload.
      peers.send(peer, ack, out);
      peers.send(peer, ack, out);
    } else if (push.record().chunkCount() == 1) {
      replies.add(peer, id, push.chunk(), code, nowNanos);
    } else {
      // These move the window on.
      peers.send(peer, ack, out);
    }
    StoredMessage message = store.get(id);
    if (code == Code.HAVE) {
      counters.add(Counter.PAYLOAD_BYTES_DUPLICATE, push.body().length());
    }
    if (message == null || code == Code.REFUSED) {
      state.settled(peer, id, null, nowNanos, out);
      return;
    }
    message.addHolder(peer.neighbour.peer());
    if (code == Code.HAVE) {
      state.settled(peer, id, message, nowNanos, out);
      if (push.mode() != Mode.PULLED) {
        int height = heightOf(peer, push, nowNanos, out);
        coverMore(message, push.chunk(), height, nowNanos, out);
      }
      return;
    }
    message.add(push.chunk(), push.body(), push.proof(), push.hop(), nowNanos);
    if (push.chunk() == 0) {
      int height = push.mode() == Mode.PULLED ? 0 : push.height();
      receipts.began(message, peer.neighbour.peer(), height, nowNanos, out);
    }
    ChunkPulls pulls = message.pulls();
    if (pulls != null) {
      pulls.arrived(peer.neighbour.peer(), nowNanos);
    }
    puller.begun(nowNanos);
    if (judge) {
      settlePull(peer, message, push);
      validation.take(message, peer, push, nowNanos, out);
    } else {
      passOn(peer, message, push, nowNanos, out);
      if (message.isComplete()) {
        accept(message, nowNanos, out);
        repayPull(message, nowNanos, out);
      }
    }
    state.settled(peer, id, message, nowNanos, out);
  }

  /** Forwards a new chunk before anything else happens to it. */
  private void passOn(CastPeer peer, StoredMessage message, Push push, long nowNanos, Effects out) {
    if (!push.record().publisher().equals(peer.neighbour.peer())) {
      peers.standing(peer.neighbour).kept();
    }
    settlePull(peer, message, push);
    if (push.mode() == Mode.PULLED) {
      return;
    }
    int height = heightOf(peer, push, nowNanos, out);
    message.cover(push.chunk(), height);
    spreader.spread(message, push.chunk(), Spreader.Kind.PUSH, 0, height, nowNanos, out);
    if (push.chunk() == 0) {
      announcer.crossLink(message, height, peer.neighbour.peer(), nowNanos);
    }
  }

  private int heightOf(CastPeer peer, Push push, long nowNanos, Effects out) {
    return push.mode() == Mode.ENTRY
        ? Delegation.HEIGHT_MAX
        : admission.legalHeight(peer, push.height(), nowNanos, out);
  }

  /** The message need not be asked for any more. */
  private void settlePull(CastPeer peer, StoredMessage message, Push push) {
    Pulls.Pull pull = puller.arrived(message.id(), peer);
    if (push.mode() == Mode.PULLED) {
      message.markRepaired();
      if (pull != null) {
        message.owe(pull.height(), pull.heals());
      }
    }
  }

  /** A node that already has a chunk is to be responsible for more: only ids travel. */
  private void coverMore(StoredMessage message, int chunk, int high, long nowNanos, Effects out) {
    int low = message.covered(chunk);
    if (high > low) {
      message.cover(chunk, high);
      spreader.spread(message, chunk, Spreader.Kind.PROBE, low, high, nowNanos, out);
    }
  }

  /** A message is complete: keep it, and deliver it in its turn, unless its sequence is taken. */
  private void accept(StoredMessage message, long nowNanos, Effects out) {
    MessageRecord record = message.record();
    exchange.active(nowNanos);
    expireNanos = Math.min(expireNanos, nowNanos + EXPIRE_EVERY_NANOS);
    if (record.isValue() && !store.values().isNewest(record)) {
      counters.increment(Counter.OVERTAKEN); // While it arrived, or was judged.
      store.supersede(message);
      return;
    }
    store.finish(message);
    receipts.arrived(message, nowNanos);
    if (record.isValue()) {
      acceptValue(message, nowNanos, out);
      return;
    }
    if (seen.judge(record, nowNanos) == SeenMessages.Verdict.SEEN) {
      StoredMessage first = store.inPlaceOf(record);
      if (first != null && first != message) {
        counters.increment(Counter.EQUIVOCATIONS);
      }
      return; // Else its sequence was given up meanwhile.
    }
    if (message.isRepaired()) {
      counters.increment(Counter.REPAIRED);
    }
    inOrder.accept(message, exchange.runningMillis(nowNanos), nowNanos, out);
  }

  private void acceptValue(StoredMessage message, long nowNanos, Effects out) {
    store.keepValue(message, state.changedNanos(message.id(), nowNanos));
    MessageRecord record = message.record();
    if (record.publisher().equals(author.self())) {
      author.goBeyond(record.session());
    }
    if (message.isRepaired()) {
      counters.increment(Counter.REPAIRED);
    }
    inOrder.deliver(message, out);
  }

  /** Does for its region what a node that got the message by the tree would have done. */
  private void repayPull(StoredMessage message, long nowNanos, Effects out) {
    int chunk = message.isSingleChunk() ? 0 : CastMessage.WHOLE;
    int low = message.covered(chunk);
    if (message.owedHeight() > low) {
      message.cover(chunk, message.owedHeight());
      spreader.spread(
          message, chunk, Spreader.Kind.PROBE, low, message.owedHeight(), nowNanos, out);
    }
    if (message.isRepaired() && (message.isHealing() || message.owedHeight() == 0)) {
      spreader.heal(new Healing(message, overlay.table().lowestBucket()), nowNanos, out);
    }
  }

  private void onAck(CastPeer peer, Ack ack, long nowNanos, Effects out) {
    StoredMessage message = store.get(ack.id());
    int chunk = ack.chunk();
    if (message == null && ack.code() == Code.REFUSED) {
      puller.declined(peer, ack.id(), nowNanos);
      if (state.isAskedOf(peer, ack.id())) {
        state.settled(peer, ack.id(), null, nowNanos, out);
      }
    }
    if (message != null && ack.code() == Code.REFUSED && message.lacks(chunk)) {
      puller.refused(peer, message, chunk, nowNanos);
    } else {
      spreader.onAck(peer, ack, message, nowNanos, out);
    }
    flushIfDue(nowNanos, out);
  }

  // ---- what the application thinks of it
  // ---------------------------------------------------------

  private void judged(long ticket, Judgement judgement, long nowNanos, Effects out) {
    Validation.Held held = validation.judged(ticket);
    if (held == null || store.get(held.message.id()) != held.message) {
      return; // Too late, or its publisher has lost its right meanwhile.
    }
    if (judgement == Judgement.ACCEPT) {
      welcome(held, nowNanos, out);
    } else {
      turnAway(held, judgement, nowNanos, out);
    }
  }

  private void welcome(Validation.Held held, long nowNanos, Effects out) {
    StoredMessage message = held.message;
    for (Validation.Arrival arrival : held.arrivals()) {
      Push push = arrival.push();
      if (!arrival.copy()) {
        passOn(arrival.from(), message, push, nowNanos, out);
      } else if (push.mode() != Mode.PULLED) {
        int height = heightOf(arrival.from(), push, nowNanos, out);
        coverMore(message, push.chunk(), height, nowNanos, out);
      }
      answer(arrival, message, arrival.copy() ? Code.HAVE : Code.NEW, out);
    }
    accept(message, nowNanos, out);
    repayPull(message, nowNanos, out);
  }

  private void turnAway(Validation.Held held, Judgement judgement, long nowNanos, Effects out) {
    StoredMessage message = held.message;
    MessageRecord record = message.record();
    boolean rejected = judgement == Judgement.REJECT;
    counters.increment(rejected ? Counter.REJECTED : Counter.IGNORED);
    for (Validation.Arrival arrival : held.arrivals()) {
      Neighbour sender = arrival.from().neighbour;
      answer(arrival, message, Code.REFUSED, out);
      if (rejected && !sender.peer().equals(record.publisher())) {
        peers.standing(sender).failed();
      }
    }
    if (rejected) {
      admission.rejected(record.publisher(), nowNanos);
    }
    admission.unwelcome(message.id(), nowNanos);
    store.drop(message);
    if (!record.isValue()) {
      inOrder.skip(record, exchange.runningMillis(nowNanos), nowNanos, out);
    }
  }

  /** Of many chunks each was acknowledged when it came, for the window's sake. */
  private void answer(Validation.Arrival arrival, StoredMessage message, Code code, Effects out) {
    if (message.isSingleChunk() && peers.isHere(arrival.from())) {
      peers.send(arrival.from(), new Ack(message.id(), 0, code), out);
    }
  }

  // ---- rights -----------------------------------------------------------------------------------

  /**
   * The application knows what the group's owner says, and everybody is to know it.
   *
   * @throws IllegalArgumentException if the owner has not signed it for this group
   */
  private void issue(Statement statement, long nowNanos, Effects out) {
    Told told = new Told(true, List.of(statement));
    RightsGossip.Heard heard = gossip.hear(told, null, nowNanos, out);
    if (heard.isFalse()) {
      throw new IllegalArgumentException("not signed by the owner of this group: " + statement);
    }
    heard.news().forEach(news -> rightChanged(news, nowNanos, out));
  }

  private void onRights(CastPeer peer, RightsMessage message, long nowNanos, Effects out) {
    switch (message) {
      case RightsMessage.Digest digest -> gossip.onDigest(peer.neighbour, digest, out);
      case RightsMessage.Wanted wanted -> gossip.show(peer.neighbour, wanted.peer(), out);
      case Told told -> {
        RightsGossip.Heard heard = gossip.hear(told, peer.neighbour, nowNanos, out);
        if (heard.isFalse()) {
          counters.increment(Counter.FALSE_STATEMENTS);
          admission.violated(peer, "a statement that the owner has not signed", nowNanos, out);
        }
        heard.news().forEach(news -> rightChanged(news, nowNanos, out));
        for (Statement statement : told.statements()) {
          admission.rightAnswered(peer, statement.peer(), nowNanos, out);
        }
      }
    }
  }

  /** What waits for a right is looked at again; what was sent under a lost one goes no further. */
  private void rightChanged(Statement news, long nowNanos, Effects out) {
    if (news.peer().equals(author.self())) {
      flush(nowNanos, out);
      author.renumber(); // The old sequences may be too many for lower limits.
    }
    if (news instanceof Revocation) {
      store.withdraw(news.peer());
      validation.forgetDropped(store);
      overlay.expelUninvited(nowNanos, out);
    }
    for (RightsGate.Question question : admission.rightChanged(news.peer())) {
      if (peers.isHere(question.sender)) {
        question.pushes().forEach(push -> takePush(question.sender, push, nowNanos, out));
      }
    }
  }

  // ---- questions --------------------------------------------------------------------------------

  private void onAnnouncements(CastPeer peer, List<Announcement> all, long nowNanos) {
    int admitted = peer.admitAnnouncements(all.size(), config.limits().announcements(), nowNanos);
    counters.add(Counter.ANNOUNCEMENTS_DROPPED, all.size() - admitted);
    for (Announcement announcement : all.subList(0, admitted)) {
      StoredMessage message = store.get(announcement.id());
      if (message != null) {
        message.addHolder(peer.neighbour.peer());
      } else if (!admission.isRefused(announcement.id(), nowNanos)
          && !store.values().isSuperseded(announcement.id())) {
        puller.onAnnouncement(peer, announcement, nowNanos);
      }
    }
  }

  private void onProbe(CastPeer peer, Probe probe, long nowNanos, Effects out) {
    StoredMessage message = store.get(probe.id());
    int chunk = probe.chunk();
    if (message == null && store.values().isSuperseded(probe.id())) {
      peers.send(peer, new Ack(probe.id(), chunk, Code.HAVE), out);
      return;
    }
    if (message == null && admission.isRefused(probe.id(), nowNanos)) {
      peers.send(peer, new Ack(probe.id(), chunk, Code.REFUSED), out);
      return;
    }
    if (message == null) {
      int height = admission.legalHeight(peer, probe.height(), nowNanos, out);
      puller.onProbe(peer, probe, height, nowNanos, out);
      return;
    }
    message.addHolder(peer.neighbour.peer());
    boolean here = isHere(message, chunk) && !validation.holds(message.id());
    Code had = message.isRepaired() ? Code.MENDED : Code.HAVE;
    peers.send(peer, new Ack(probe.id(), chunk, here ? had : Code.PENDING), out);
    if (here) {
      int height = admission.legalHeight(peer, probe.height(), nowNanos, out);
      coverMore(message, chunk, height, nowNanos, out);
    }
  }

  private static boolean isHere(StoredMessage message, int chunk) {
    return chunk == CastMessage.WHOLE
        ? message.isComplete()
        : chunk < message.chunkCount() && message.has(chunk);
  }

  /** A region next to this node is handed over; it is never one that this node is in. */
  private void onCover(CastPeer peer, Cover cover, long nowNanos, Effects out) {
    StoredMessage message = store.get(cover.id());
    if (message == null || !isHere(message, cover.chunk()) || validation.holds(message.id())) {
      return;
    }
    message.addHolder(peer.neighbour.peer());
    int bucket = overlay.table().self().bucketIndex(cover.region());
    if (admission.isLegalRegion(peer, bucket, cover.height(), nowNanos, out)
        && message.takeOver()) {
      spreader.cover(message, cover, nowNanos, out);
    }
  }

  /** Serves what is here, and says what is not, so that it is asked for elsewhere at once. */
  private void onWant(CastPeer peer, IWant want, long nowNanos, Effects out) {
    StoredMessage message = store.get(want.id());
    if (message == null) {
      if (store.values().isSuperseded(want.id())) {
        peers.send(peer, new Ack(want.id(), 0, Code.REFUSED), out);
      }
      return;
    }
    BitSet lacking = message.missing();
    if (validation.holds(want.id())) {
      lacking.set(0, message.chunkCount());
    } else {
      spreader.serve(peer, message, want.chunks(), nowNanos, out);
    }
    lacking.and(want.chunks());
    lacking.stream()
        .limit(ChunkPulls.OUT_MAX)
        .forEach(chunk -> peers.send(peer, new Ack(want.id(), chunk, Code.REFUSED), out));
  }

  private void onWake(long nowNanos, Effects out) {
    replies.wake(nowNanos, out);
    announcer.wake(nowNanos, out);
    spreader.wake(nowNanos, out);
    exchange.wake(nowNanos, out);
    gossip.wake(nowNanos, out);
    admission.wake(nowNanos, out);
    for (long ticket : validation.expired(nowNanos)) {
      counters.increment(Counter.NOT_JUDGED);
      judged(ticket, Judgement.IGNORE, nowNanos, out);
    }
    puller.wake(nowNanos, out);
    state.wake(nowNanos, out);
    inOrder.wake(nowNanos, out);
    receipts.wake(nowNanos, out);
    flushIfDue(nowNanos, out);
    if (nowNanos >= expireNanos) {
      store.expire(nowNanos - config.retainNanos());
      validation.forgetDropped(store);
      expireNanos = store.isEmpty() ? Deadlines.NEVER : nowNanos + EXPIRE_EVERY_NANOS;
    }
  }
}
