package org.xorcast.app.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.xorcast.Rung;
import org.xorcast.core.id.Endpoint;

/** A diagnosis in plain words, each with what it is known from. */
final class DiagnosisText {
  private final Diagnosis of;
  private final StringBuilder text = new StringBuilder();

  private DiagnosisText(Diagnosis of) {
    this.of = of;
  }

  static String of(Diagnosis diagnosis) {
    return new DiagnosisText(diagnosis).write();
  }

  private String write() {
    line("node", of.peer());
    line("listens", of.address() + ", network \"" + of.network() + "\"");
    line("connected", connected());
    line("links", links());
    line("seen at", of.seen().isEmpty() ? "not known: no peer has said it yet" : list(of.seen()));
    line("", "its own addresses: " + (of.own().isEmpty() ? "none" : list(of.own())));
    line("strangers", strangers());
    line("", evidence());
    line("NAT", of.barrier().words());
    doubts();
    if (of.barrier() == Barrier.UDP_BLOCKED) {
      line(
          "",
          "the tunnel works: "
              + list(of.tunnels())
              + "; links are straight where a firewall lets UDP out");
    }
    line("relays", relays());
    rungs();
    text.append('\n');
    if (of.problems().isEmpty()) {
      line("all well", "nothing to mend");
    }
    of.problems().forEach(problem -> line("problem", problem));
    return text.toString().stripTrailing();
  }

  private void line(String name, String words) {
    text.append(String.format(Locale.ROOT, "%-10s %s%n", name, words));
  }

  private static String list(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }

  private String connected() {
    String peers = of.peers() == 1 ? "1 peer" : of.peers() + " peers";
    return of.isConnected() ? "yes: joined, " + peers : of.joined() ? "no: " + peers : "not joined";
  }

  private String links() {
    return of.links().entrySet().stream()
        .map(entry -> entry.getValue() + " " + Diagnosis.name(entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  private String strangers() {
    Boolean reached = of.reached();
    return reached == null
        ? "not known yet"
        : reached ? "reach this node" : "do not reach this node";
  }

  private String evidence() {
    Boolean reached = of.reached();
    if (of.barrier() == Barrier.UDP_BLOCKED) {
      return "nothing has come by UDP";
    }
    if (of.barrier() == Barrier.MAPPED) {
      return "a packet came in at the mapped port that only the gateway can have passed on";
    }
    if (reached == null) {
      return of.barrier() == Barrier.LOCAL
          ? "peers so near prove nothing about strangers"
          : "nobody new has called, and no two peers could have a third one try it";
    }
    return reached
        ? "a packet came from a public address to which nothing had been sent"
        : "peers had others send it packets, at least two times; none came within 3 s";
  }

  private void doubts() {
    if (of.barrier() == Barrier.SYMMETRIC) {
      line("", "at least two peers at different addresses see it, each at another place");
    }
    if (of.barrier() == Barrier.ONE_PORT) {
      line("", oneView() ? ONE_VIEW : "several peers see it, not each at another place");
      if (of.reached() == null) {
        line("", "whether it lets everybody in is not known yet");
      }
    }
    if (of.barrier() == Barrier.NONE_OR_FIREWALL) {
      line("", "whether a firewall keeps strangers out is not known yet");
    }
    if (of.carrier()) {
      line("", "a carrier's NAT is in between, or a VPN: 100.64.0.0/10 is for these");
    }
  }

  private static final String ONE_VIEW =
      "only one address has seen it: others may yet see it at another port";

  private boolean oneView() {
    return of.observers() < 2;
  }

  private String relays() {
    if (!of.relays().isEmpty()) {
      return list(of.relays()) + ": others call this node there";
    }
    return Boolean.FALSE.equals(of.reached()) ? "none, and one is needed" : "none";
  }

  private void rungs() {
    if (of.rungs().isEmpty()) {
      return;
    }
    text.append(String.format(Locale.ROOT, "%n%-28s %s%n", "A PEER BEHIND", "WOULD BE LINKED"));
    of.rungs()
        .forEach((kind, rung) ->
            text.append(String.format(Locale.ROOT, "%-28s %s%n", kind.words(), way(kind, rung))));
  }

  private String way(Barrier.Peers kind, Rung rung) {
    return switch (rung) {
      case DIRECT ->
          kind.letsStrangersIn()
              ? "direct"
              : "direct if it calls; through a relay first, then straight, if it is called";
      case PUNCHED ->
          of.barrier().hasToGuess(kind)
              ? "punched: through a relay first, straight once a port is guessed, within seconds"
              : "punched: through a relay first, then straight";
      case TUNNELLED -> "tunnelled";
      case RELAYED -> "relayed";
    };
  }
}
