package org.xorcast.app.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xorcast.sim.report.Point;
import org.xorcast.sim.run.Details;
import org.xorcast.sim.run.Message;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.scenario.Scenario;

/**
 * What runs look like beyond their figures: over how many hops messages came, which node sent how
 * much, how one message after the other fared. Much smaller than the details it is made of.
 */
final class Shape {
  private static final int HOPS = Byte.MAX_VALUE + 1;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double TAIL = 0.99;

  private final long[] hops = new long[HOPS];
  private double[] sends = new double[0];
  private double[] p99Millis = new double[0];
  private int runs;

  /** Of one run. */
  static Shape of(Outcome outcome, Scenario scenario) {
    Shape shape = new Shape();
    Details details = outcome.details();
    if (details == null) {
      return shape;
    }
    shape.runs = 1;
    for (Message message : details.messages()) {
      if (scenario.measure().isMain(message.number())) {
        shape.countHops(message, details.loads());
      }
    }
    double payloads = (double) scenario.traffic().messages() * scenario.traffic().payloadBytes();
    shape.sends =
        details.loads().stream()
            .mapToDouble(load -> load.traffic().payloadSentBytes() / payloads)
            .sorted()
            .toArray();
    shape.p99Millis = details.messages().stream().mapToDouble(Shape::p99Millis).toArray();
    return shape;
  }

  private void countHops(Message message, List<Details.Load> receivers) {
    for (Details.Load receiver : receivers) {
      if (receiver.node() != message.publisher() && !message.isMissingAt(receiver.node())) {
        hops[message.hop(receiver.node())]++;
      }
    }
  }

  private static double p99Millis(Message message) {
    List<Long> latencies = new ArrayList<>();
    message.forEachLatency(latencies::add);
    latencies.sort(null);
    return latencies.isEmpty()
        ? 0
        : latencies.get((int) Math.ceil(TAIL * latencies.size()) - 1) / NANOS_PER_MILLI;
  }

  /** Adds other runs of the same scenario. */
  void add(Shape other) {
    for (int hop = 0; hop < HOPS; hop++) {
      hops[hop] += other.hops[hop];
    }
    sends = sum(sends, other.sends);
    p99Millis = sum(p99Millis, other.p99Millis);
    runs += other.runs;
  }

  /** Place by place; if one is longer, each place of the other stands for several. */
  private static double[] sum(double[] a, double[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b.clone() : a;
    }
    double[] sum = Arrays.copyOf(a, a.length);
    for (int i = 0; i < a.length; i++) {
      sum[i] += b[(int) ((long) i * b.length / a.length)];
    }
    return sum;
  }

  /** The share of deliveries over 0, 1, 2 .. hops, up to the longest way there was. */
  List<Double> hopShares() {
    int longest = HOPS - 1;
    while (longest >= 0 && hops[longest] == 0) {
      longest--;
    }
    double all = Arrays.stream(hops).sum();
    return Arrays.stream(hops, 0, longest + 1).mapToObj(count -> count / all).toList();
  }

  /** Payload sends per message, averaged over nodes of the same rank in all runs, ascending. */
  List<Double> nodeSends() {
    return Arrays.stream(sends).mapToObj(sum -> sum / runs).toList();
  }

  /** p99 of message 1, 2 .., averaged over the runs. */
  List<Point> messageP99() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < p99Millis.length; i++) {
      points.add(new Point(i + 1, p99Millis[i] / runs));
    }
    return points;
  }
}
