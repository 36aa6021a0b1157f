package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.Node;
import org.xorcast.NodeEvent;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/** Says what happens to a node, in lines for people or in JSON. */
final class NodeEvents implements Consumer<NodeEvent> {
  private final Output output;
  private final String network;
  private final CountDownLatch ready = new CountDownLatch(1);

  /** Where the event that is being shown happened, null for the whole network. */
  private @Nullable TopicId topic;

  NodeEvents(Output output, String network) {
    this.output = output;
    this.network = network;
  }

  /** Comes first: other events wait for it. */
  void ready(Node node, Path dataDir, Path controlSocket) {
    output.result(
        () ->
            event("ready")
                .put("peer", node.id().toString())
                .put("address", node.address().toString())
                .put("port", node.address().port())
                .put("network", network)
                .put("dataDir", dataDir.toString())
                .put("controlSocket", controlSocket.toString()),
        () ->
            "node %s listening on %s, network \"%s\", control socket %s"
                .formatted(node.id(), node.address(), network, controlSocket));
    ready.countDown();
  }

  void left() {
    output.result(() -> event("left"), () -> "leaving");
  }

  /** Called on the node's own virtual thread for this, so waiting harms nobody. */
  @Override
  public void accept(NodeEvent event) {
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    show(event);
  }

  private void show(NodeEvent event) {
    switch (event) {
      case NodeEvent.Joined joined -> joined(joined.peers());
      case NodeEvent.JoinFailed failed -> joinFailed(failed);
      case NodeEvent.PeerUp up ->
          output.result(
              () ->
                  event("peerUp")
                      .put("peer", up.peer().toString())
                      .put("rung", up.rung().name().toLowerCase(Locale.ROOT))
                      .put("address", up.address().toString()),
              () -> "+ " + up.peer().abbreviated() + " " + up.address());
      case NodeEvent.PeerDown down ->
          output.result(
              () ->
                  event("peerDown")
                      .put("peer", down.peer().toString())
                      .put("reason", down.reason().name())
                      .put("explanation", down.reason().explanation()),
              () -> "- " + down.peer().abbreviated() + " " + down.reason().explanation());
      case NodeEvent.PathChanged changed ->
          output.result(
              () ->
                  event("pathChanged")
                      .put("peer", changed.peer().toString())
                      .put("rung", changed.rung().name().toLowerCase(Locale.ROOT))
                      .put("address", changed.address().toString()),
              () ->
                  "~ "
                      + changed.peer().abbreviated()
                      + " "
                      + changed.rung().name().toLowerCase(Locale.ROOT)
                      + " "
                      + changed.address());
      // People find these in the log.
      case NodeEvent.PeerMisbehaved bad -> misbehaved(bad);
      case NodeEvent.ClockSkew skew -> clockSkew(skew);
      case NodeEvent.PublisherEquivocated twice -> equivocated(twice);
      case NodeEvent.PublisherRefused refused -> refused(refused);
      case NodeEvent.InTopic inTopic -> inTopic(inTopic);
      case NodeEvent.NoSubscribers none -> noSubscribers(none);
      case NodeEvent.Gap gap -> gap(gap);
      case NodeEvent.HistoryFailed failed -> historyFailed(failed);
    }
  }

  private void inTopic(NodeEvent.InTopic inTopic) {
    switch (inTopic.event()) {
      // Who comes and goes in a topic is its own business.
      case NodeEvent.PeerUp up -> {}
      case NodeEvent.PeerDown down -> {}
      case NodeEvent.Joined joined -> {}
      default -> {
        topic = inTopic.topic();
        show(inTopic.event());
        topic = null;
      }
    }
  }

  private void joined(int peers) {
    output.result(
        () -> event("joined").put("peers", peers),
        () ->
            peers == 0
                ? "joined: this is the first node of network \"" + network + "\""
                : "joined network \"" + network + "\", peers: " + peers);
  }

  private void joinFailed(NodeEvent.JoinFailed failed) {
    output.notice(
        "warning: cannot join through %s (%s): check the address, that a node of network \"%s\" runs there, and that UDP passes the firewalls; next try in %s s"
            .formatted(
                failed.bootstrap(),
                failed.reason(),
                network,
                Math.max(1, Math.round(failed.retryIn().toMillis() / 1000.0))));
    if (output.isJson()) {
      output.object(
          event("joinFailed")
              .put("bootstrap", failed.bootstrap().toString())
              .put("reason", failed.reason())
              .put("retryMillis", failed.retryIn().toMillis()));
    }
  }

  private void noSubscribers(NodeEvent.NoSubscribers none) {
    output.notice(
        "warning: messages were dropped (%d), for nobody was found who subscribes to topic %s: check its name, and that a subscriber is connected"
            .formatted(none.messages(), none.topic().abbreviated()));
    if (output.isJson()) {
      output.object(
          event("noSubscribers")
              .put("topic", none.topic().toString())
              .put("messages", none.messages()));
    }
  }

  private void gap(NodeEvent.Gap gap) {
    warn(
        "messages %d to %d of %s are lost: no neighbour keeps them any more"
            .formatted(gap.from(), gap.to(), gap.publisher().abbreviated()));
    if (output.isJson()) {
      output.object(
          event("gap")
              .put("peer", gap.publisher().toString())
              .put("session", gap.session())
              .put("from", gap.from())
              .put("to", gap.to()));
    }
  }

  private void historyFailed(NodeEvent.HistoryFailed failed) {
    output.notice("warning: " + failed.what());
    if (output.isJson()) {
      output.object(
          event("historyFailed")
              .put("topic", failed.topic().map(TopicId::toString).orElse(null))
              .put("what", failed.what()));
    }
  }

  private void misbehaved(NodeEvent.PeerMisbehaved bad) {
    if (output.isJson()) {
      output.object(
          event("misbehaved")
              .put("peer", bad.peer().map(PeerId::toString).orElse(null))
              .put("what", bad.what()));
    }
  }

  private void clockSkew(NodeEvent.ClockSkew skew) {
    if (output.isJson()) {
      output.object(
          event("clockSkew")
              .put("peer", skew.publisher().toString())
              .put("skewMillis", skew.skew().toMillis()));
    }
  }

  private void refused(NodeEvent.PublisherRefused refused) {
    if (output.isJson()) {
      output.object(
          event("refused")
              .put("peer", refused.publisher().toString())
              .put("from", refused.from().toString())
              .put("why", refused.why()));
    }
  }

  private void equivocated(NodeEvent.PublisherEquivocated twice) {
    if (output.isJson()) {
      output.object(
          event("equivocated")
              .put("peer", twice.publisher().toString())
              .put("session", twice.session())
              .put("sequence", twice.sequence()));
    }
  }

  private void warn(String what) {
    String where = topic == null ? "" : "in topic " + topic.abbreviated() + ", ";
    output.notice("warning: " + where + what);
  }

  private ObjectNode event(String name) {
    ObjectNode event = Json.object().put("event", name);
    return topic == null ? event : event.put("topic", topic.toString());
  }
}
