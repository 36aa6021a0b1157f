package org.xorcast.sim.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A drawing with two axes, as SVG. Colours are classes, so that the style sheet decides. */
final class Plot {
  private static final double WIDTH = 540;
  private static final double HEIGHT = 300;
  private static final double LEFT = 70;
  private static final double RIGHT = 522;
  private static final double TOP = 12;
  private static final double BOTTOM = 254;

  /** Two points nearer than this are one to the eye. */
  private static final double VISIBLE = 0.4;

  /** From where on a word stands before its point. */
  private static final double FAR = 0.7;

  private static final double BESIDE = 9;
  private static final double LETTER = 7.4;
  private static final double LINE = 14;

  /** Where a word stands. */
  private record Word(double left, double length, double baseline) {
    boolean meets(Word other) {
      return Math.abs(baseline - other.baseline) < LINE
          && left < other.left + other.length
          && other.left < left + length;
    }
  }

  private final Axis x;
  private final Axis y;
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder marks = new StringBuilder();

  Plot(Axis x, Axis y) {
    this.x = x;
    this.y = y;
  }

  private double left(double value) {
    return LEFT + x.position(value) * (RIGHT - LEFT);
  }

  private double top(double value) {
    return BOTTOM - y.position(value) * (BOTTOM - TOP);
  }

  /** A curve through the points. */
  void line(String kind, List<Point> points) {
    path(kind, points, false);
  }

  /** A curve that keeps each value until the next point. */
  void steps(String kind, List<Point> points) {
    path(kind, points, true);
  }

  private void path(String kind, List<Point> points, boolean steps) {
    StringBuilder path = new StringBuilder();
    double lastX = Double.NEGATIVE_INFINITY;
    double lastY = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      double atX = left(points.get(i).x());
      double atY = top(points.get(i).y());
      boolean end = i == 0 || i == points.size() - 1;
      if (!end && Math.abs(atX - lastX) < VISIBLE && Math.abs(atY - lastY) < VISIBLE) {
        continue;
      }
      if (i == 0) {
        path.append('M').append(pixel(atX)).append(' ').append(pixel(atY));
      } else if (steps) {
        path.append('H').append(pixel(atX)).append('V').append(pixel(atY));
      } else {
        path.append('L').append(pixel(atX)).append(' ').append(pixel(atY));
      }
      lastX = atX;
      lastY = atY;
    }
    marks.append("<path class=\"line p-").append(kind).append("\" d=\"").append(path);
    marks.append("\"><title>").append(kind).append("</title></path>\n");
  }

  /** A dot with what it says when the pointer rests on it. */
  void dot(String kind, boolean hollow, Point at, String says) {
    marks
        .append("<circle class=\"")
        .append(hollow ? "ring" : "dot")
        .append(" p-")
        .append(kind)
        .append("\" cx=\"")
        .append(pixel(left(at.x())))
        .append("\" cy=\"")
        .append(pixel(top(at.y())))
        .append("\" r=\"")
        .append(hollow ? "4" : "3.5")
        .append("\"><title>")
        .append(Words.escape(says))
        .append("</title></circle>\n");
  }

  /** Whether there is no room for a word after the point. */
  boolean isFar(Point at) {
    return x.position(at.x()) > FAR;
  }

  /** A word before or after a point, lower if another is in the way. */
  void word(String kind, Point at, boolean before, String says) {
    double anchor = left(at.x()) + (before ? -BESIDE : BESIDE);
    double length = says.length() * LETTER;
    Word word = new Word(before ? anchor - length : anchor, length, top(at.y()) + 4);
    while (words.stream().anyMatch(word::meets)) {
      word = new Word(word.left, length, word.baseline + 1);
    }
    words.add(word);
    marks
        .append("<text class=\"word p-")
        .append(kind)
        .append("\" x=\"")
        .append(pixel(anchor))
        .append("\" y=\"")
        .append(pixel(word.baseline))
        .append(before ? "\" text-anchor=\"end\">" : "\">")
        .append(Words.escape(says))
        .append("</text>\n");
  }

  /** The whole drawing. */
  String svg(String describes) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
            .formatted(pixel(WIDTH), pixel(HEIGHT), Words.escape(describes)));
    for (double tick : x.ticks()) {
      String at = pixel(left(tick));
      parts.add(rule(at, pixel(TOP), at, pixel(BOTTOM)));
      parts.add(text(at, pixel(BOTTOM + 17), "middle", x.words().apply(tick)));
    }
    for (double tick : y.ticks()) {
      String at = pixel(top(tick));
      parts.add(rule(pixel(LEFT), at, pixel(RIGHT), at));
      parts.add(text(pixel(LEFT - 7), pixel(top(tick) + 4), "end", y.words().apply(tick)));
    }
    parts.add(text(pixel((LEFT + RIGHT) / 2), pixel(HEIGHT - 8), "middle", x.title()));
    parts.add(
        "<text class=\"axis\" transform=\"translate(12 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
            .formatted(pixel((TOP + BOTTOM) / 2), Words.escape(y.title())));
    parts.add(marks + "</svg>");
    return String.join("\n", parts);
  }

  private static String rule(String x1, String y1, String x2, String y2) {
    return "<path class=\"grid\" d=\"M%s %sL%s %s\"/>".formatted(x1, y1, x2, y2);
  }

  private static String text(String x, String y, String anchor, String says) {
    return "<text class=\"axis\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
        .formatted(x, y, anchor, Words.escape(says));
  }

  private static String pixel(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
