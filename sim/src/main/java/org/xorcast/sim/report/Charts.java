package org.xorcast.sim.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is drawn of a comparison, and on which axes. */
final class Charts {
  /** Beyond this ratio between the slowest and the quickest, times go on a logarithmic axis. */
  private static final double WIDE = 15;

  /** The least share that the tail shows, one in ten thousand. */
  private static final double TAIL = 1e-4;

  /** Longer lines go without dots. */
  private static final int DOTS_MAX = 60;

  private static final double COMPLETE = 0.9999999;

  private final List<Contender> contenders;

  Charts(Comparison comparison) {
    contenders = comparison.contenders();
  }

  /** A drawing with the words around it. */
  record Chart(String title, String about, String svg) {}

  List<Chart> all() {
    List<Chart> charts = new ArrayList<>();
    charts.add(tradeOff());
    charts.add(delivery());
    charts.add(tail());
    charts.add(copies());
    charts.add(hops());
    charts.add(load());
    if (contenders.stream().anyMatch(each -> each.messageP99().size() > 1)) {
      charts.add(messages());
    }
    return charts;
  }

  private Chart tradeOff() {
    double fewest = Math.clamp(0.6 * least(this::sends), 0.01, 0.6);
    Axis x =
        Axis.log(
            "payload copies sent per node (log)", fewest, 1.6 * most(this::sends), Words::plain);
    Axis y = Axis.log("p99, ms (log)", 0.7 * least(this::p99), 1.5 * most(this::p99), Words::plain);
    Plot plot = new Plot(x, y);
    // From the top down, as words give way downwards.
    for (Contender each :
        contenders.stream().sorted((a, b) -> Double.compare(p99(b), p99(a))).toList()) {
      Figures figures = each.figures();
      Point at = new Point(figures.payloadSendsPerNode(), figures.p99Millis());
      boolean complete = figures.deliveredMean() >= COMPLETE;
      String name =
          complete
              ? each.name()
              : each.name() + " (" + Words.percentFloor(figures.deliveredMean()) + ")";
      plot.dot(each.name(), !complete, at, name);
      plot.word(each.name(), at, plot.isFar(at), name);
    }
    return new Chart(
        "What speed costs",
        "Further left is cheaper, further down is quicker. A ring stands for a protocol that did"
            + " not reach everybody; its time is that of the nodes it reached.",
        plot.svg("p99 against payload copies sent"));
  }

  private double sends(Contender each) {
    return each.figures().payloadSendsPerNode();
  }

  private double p99(Contender each) {
    return Math.max(1, each.figures().p99Millis());
  }

  private Chart delivery() {
    Plot plot = new Plot(millis(), Axis.linear("nodes reached", 0, 1, Words::percentTick));
    for (Contender each : contenders) {
      List<Point> curve = new ArrayList<>();
      curve.add(new Point(0, 0));
      curve.addAll(each.delivery());
      curve.add(new Point(Double.MAX_VALUE, curve.getLast().y()));
      plot.steps(each.name(), curve);
    }
    return new Chart(
        "Delivery over time",
        "Share of all wanted deliveries made within a time after publication.",
        plot.svg("share of nodes reached against milliseconds"));
  }

  private Chart tail() {
    Axis y = Axis.log("nodes still waiting (log)", TAIL, 1, Words::percentTick);
    Plot plot = new Plot(millis(), y);
    for (Contender each : contenders) {
      List<Point> curve = new ArrayList<>();
      curve.add(new Point(0, 1));
      each.delivery().forEach(point -> curve.add(new Point(point.x(), 1 - point.y())));
      curve.add(new Point(Double.MAX_VALUE, curve.getLast().y()));
      plot.steps(each.name(), curve);
    }
    return new Chart(
        "The tail",
        "The same from the other side: whoever still waits. A line that stays up has lost nodes for"
            + " good; one at the bottom has reached all.",
        plot.svg("share of nodes still waiting against milliseconds"));
  }

  /** From nothing, or the first deliveries, to the slowest. */
  private Axis millis() {
    double slowest = 1.05 * Math.max(1, most(each -> each.figures().maxMillis()));
    double quickest = Math.max(1, least(each -> each.figures().p50Millis()));
    return slowest / quickest > WIDE
        ? Axis.log("ms since publication (log)", quickest / 4, slowest, Words::plain)
        : Axis.linear("ms since publication", 0, slowest, Words::plain);
  }

  private Chart copies() {
    Axis x =
        Axis.log(
            "payload copies per node and message (log)",
            0.1,
            2.5 * Math.max(1, most(this::sends)),
            Words::plain);
    Plot plot = new Plot(x, Axis.rows(contenders.stream().map(Contender::name).toList()));
    for (int i = 0; i < contenders.size(); i++) {
      Contender each = contenders.get(i);
      Figures figures = each.figures();
      double row = Axis.row(i, contenders.size());
      Point received = new Point(figures.copiesPerNode(), row);
      Point sent = new Point(figures.payloadSendsPerNode(), row);
      String both =
          Words.fixed(figures.copiesPerNode(), 3)
              + " / "
              + Words.fixed(figures.payloadSendsPerNode(), 3);
      plot.line(each.name(), List.of(received, sent));
      plot.dot(each.name(), false, received, each.name() + ", received / sent: " + both);
      plot.dot(each.name(), true, sent, each.name() + ", received / sent: " + both);
      plot.word(each.name(), plot.isFar(sent) ? received : sent, plot.isFar(sent), both);
    }
    return new Chart(
        "Copies",
        "Dot: payload copies that a node received; ring: copies sent for it, also to dead nodes."
            + " One is the least that reaches everybody.",
        plot.svg("payload copies received and sent per node"));
  }

  private Chart hops() {
    double longest = most(each -> each.hopShares().size() - 1.0);
    double top = most(each -> each.hopShares().stream().mapToDouble(h -> h).max().orElse(0));
    Plot plot =
        new Plot(
            Axis.linear("hops from the publisher", 0, Math.max(1, longest), Words::plain),
            Axis.linear("deliveries", 0, Math.max(0.01, top), Words::percentTick));
    for (Contender each : contenders) {
      List<Point> curve = new ArrayList<>();
      for (int hop = 0; hop < each.hopShares().size(); hop++) {
        curve.add(new Point(hop, each.hopShares().get(hop)));
      }
      plot.line(each.name(), curve);
      for (Point point : curve) {
        if (point.y() > 0) {
          plot.dot(
              each.name(),
              false,
              point,
              "%s, %s hops: %s"
                  .formatted(each.name(), Words.plain(point.x()), Words.percentFloor(point.y())));
        }
      }
    }
    return new Chart(
        "Hops",
        "How many links lay between the publisher and a node that got the message.",
        plot.svg("share of deliveries against hops"));
  }

  private Chart load() {
    double floor = 0.01;
    Axis y =
        Axis.log(
            "payload sends per message (log)",
            floor,
            1.3 * Math.max(1, most(Contender::busiestSends)),
            Words::plain);
    Plot plot = new Plot(Axis.linear("nodes, the least busy first", 0, 1, Words::percentTick), y);
    for (Contender each : contenders) {
      List<Point> curve = new ArrayList<>();
      int nodes = each.nodeSends().size();
      for (int i = 0; i < nodes; i++) {
        curve.add(new Point((i + 0.5) / nodes, each.nodeSends().get(i)));
      }
      plot.line(each.name(), curve);
    }
    return new Chart(
        "Load of each node",
        "Payload sends of every node per message, sorted, averaged over the messages of a run."
            + " What is 0.01 or less lies at the bottom.",
        plot.svg("payload sends of each node, sorted"));
  }

  private Chart messages() {
    double last = most(each -> each.messageP99().stream().mapToDouble(Point::x).max().orElse(1));
    double least = least(each -> each.messageP99().stream().mapToDouble(Point::y).min().orElse(1));
    double most = most(each -> each.messageP99().stream().mapToDouble(Point::y).max().orElse(1));
    Plot plot =
        new Plot(
            Axis.linear("message", 1, Math.max(2, last), Words::plain),
            Axis.log("p99, ms (log)", 0.8 * Math.max(1, least), 1.25 * most, Words::plain));
    for (Contender each : contenders) {
      plot.line(each.name(), each.messageP99());
      boolean few = each.messageP99().size() <= DOTS_MAX;
      for (Point point : few ? each.messageP99() : List.<Point>of()) {
        plot.dot(
            each.name(),
            false,
            point,
            "%s, message %s: %s ms"
                .formatted(each.name(), Words.plain(point.x()), Words.fixed(point.y(), 0)));
      }
    }
    return new Chart(
        "Learning",
        "p99 of one message after the other: who remembers the dead and the liars gets quicker.",
        plot.svg("p99 of each message"));
  }

  private double most(ToDoubleFunction<Contender> value) {
    return contenders.stream().mapToDouble(value).max().orElse(1);
  }

  private double least(ToDoubleFunction<Contender> value) {
    return contenders.stream().mapToDouble(value).min().orElse(1);
  }
}
