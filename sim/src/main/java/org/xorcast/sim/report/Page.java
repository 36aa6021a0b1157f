package org.xorcast.sim.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A comparison as one HTML file that needs nothing else. It is well-formed XML as well. */
public final class Page {
  private static final String STYLE = "report.css";

  private final Comparison comparison;
  private final StringBuilder html = new StringBuilder();

  private Page(Comparison comparison) {
    this.comparison = comparison;
  }

  public static String of(Comparison comparison) {
    return new Page(comparison).write();
  }

  private String write() {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    text(comparison.title()).append(" - xorcast sim</title>\n<style>\n").append(style());
    html.append("</style>\n</head>\n<body>\n");
    header();
    legend();
    table();
    html.append("<div class=\"charts\">\n");
    for (Charts.Chart chart : new Charts(comparison).all()) {
      html.append("<figure class=\"chart\"><h2>");
      text(chart.title()).append("</h2>\n").append(chart.svg()).append("\n<figcaption>");
      text(chart.about()).append("</figcaption></figure>\n");
    }
    html.append("</div>\n");
    repeat();
    html.append("</body>\n</html>\n");
    return html.toString();
  }

  private StringBuilder text(String text) {
    return html.append(Words.escape(text));
  }

  private void header() {
    html.append("<header><p class=\"kicker\">xorcast sim</p><h1>");
    text(comparison.title()).append("</h1>\n<ul class=\"facts\">");
    comparison.facts().forEach(fact -> text(fact, "<li>", "</li>"));
    text("seeds " + comparison.seeds(), "<li>", "</li>");
    html.append("</ul>\n");
    if (!comparison.about().isEmpty()) {
      text(comparison.about(), "<p class=\"about\">", "</p>\n");
    }
    html.append("</header>\n");
  }

  private void text(String text, String before, String after) {
    html.append(before);
    text(text).append(after);
  }

  private void legend() {
    html.append("<form class=\"legend\" autocomplete=\"off\">\n");
    for (Contender each : comparison.contenders()) {
      html.append(
          "<label class=\"key p-%1$s\"><input type=\"checkbox\" id=\"show-%1$s\" checked=\"checked\"/>%1$s</label>\n"
              .formatted(each.name()));
    }
    html.append("</form>\n");
  }

  private void table() {
    html.append("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String title :
        List.of(
            "protocol",
            "delivered",
            "worst",
            "copies",
            "sent",
            "control",
            "last hop",
            "p50 ms",
            "p99 ms",
            "slowest ms",
            "busiest sends",
            "Gini",
            "trace")) {
      text(title, "<th>", "</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    comparison.contenders().forEach(this::row);
    html.append("</tbody></table></div>\n");
  }

  private void row(Contender each) {
    Figures f = each.figures();
    html.append("<tr><th class=\"key p-%s\">".formatted(each.name()));
    text(each.name()).append("</th>");
    for (String cell :
        List.of(
            Words.percentFloor(f.deliveredMean()),
            Words.percentFloor(f.deliveredWorst()),
            Words.fixed(f.copiesPerNode(), 3),
            Words.fixed(f.payloadSendsPerNode(), 3),
            Words.fixed(f.controlPerNode(), 2),
            Words.fixed(f.lastHopMean(), 1),
            Words.fixed(f.p50Millis(), 0),
            Words.fixed(f.p99Millis(), 0),
            Words.fixed(f.maxMillis(), 0),
            Words.fixed(each.busiestSends(), 1),
            Words.fixed(each.gini(), 2))) {
      text(cell, "<td>", "</td>");
    }
    text(each.traceHash(), "<td><code>", "</code></td></tr>\n");
  }

  private void repeat() {
    html.append("<section><h2>The run</h2>\n<p>Every figure comes from the seeds. This makes the");
    html.append(" page again, with the same trace hashes:</p>\n");
    text(comparison.command(), "<pre>", "</pre>\n");
    html.append("<p>The scenario:</p>\n");
    text(comparison.scenario(), "<pre>", "</pre>\n");
    html.append(
        "<p>Copies are payload copies received per message and node that was to receive it;");
    html.append(
        " sent counts those to dead nodes too; control are frames without payload. Times run");
    html.append(" from publication, in virtual milliseconds.</p></section>\n");
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + STYLE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
