package org.xorcast.app.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xorcast.app.CommandRun;
import org.xorcast.app.Json;

/**
 * A part of the published scenarios gives the figures that are written down in {@code
 * scenarios/recorded.jsonl}. As long as the trace is the same, so is every figure. When a change of
 * the protocol changes it, the difference is printed, and only a figure that has become clearly
 * worse fails; {@code tools/record-figures} writes the new ones down.
 */
class RecordedFiguresTest {
  private static final Path RECORDED = Path.of("../scenarios/recorded.jsonl");

  /** A figure, and how much worse than recorded it may be: a share of it and a bit more. */
  private enum Figure {
    DELIVERED("deliveredWorst", 0, 0, true),
    COPIES("copiesPerNode", 0, 0.01, false),
    SENDS("payloadSendsPerNode", 0.03, 0.01, false),
    CONTROL("controlPerNode", 0.15, 0.2, false),
    HOPS("lastHopMean", 0.1, 0.2, false),
    MEDIAN("p50Millis", 0.15, 2, false),
    P99("p99Millis", 0.25, 10, false);

    private final String key;
    private final double share;
    private final double more;
    private final boolean moreIsBetter;

    Figure(String key, double share, double more, boolean moreIsBetter) {
      this.key = key;
      this.share = share;
      this.more = more;
      this.moreIsBetter = moreIsBetter;
    }

    boolean isWorse(double recorded, double now) {
      return moreIsBetter ? now < recorded : now > recorded * (1 + share) + more;
    }
  }

  static List<String> rows() throws IOException {
    return Files.readAllLines(RECORDED);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void figuresHaveNotBecomeWorse(String row) {
    ObjectNode recorded = Json.parse(row);
    String name = recorded.path("scenario").asText();
    ObjectNode now =
        CommandRun.of(
                "sim",
                "--scenario",
                "../scenarios/" + name + ".toml",
                "--seeds",
                "1.." + recorded.path("seeds").asInt(),
                "--json")
            .objects()
            .getLast();
    if (now.path("traceHash").equals(recorded.path("traceHash"))) {
      assertThat(differences("", recorded, now)).isEmpty();
      return;
    }
    System.out.println(
        name + ": recorded -> now (tools/record-figures writes the new figures down)");
    differences("", recorded, now).forEach(System.out::println);
    assertThat(regressions("", recorded, now)).isEmpty();
  }

  private static List<String> differences(String of, JsonNode recorded, JsonNode now) {
    List<String> lines = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      if (!recorded.path(figure.key).equals(now.path(figure.key))) {
        lines.add(line(of, figure, recorded, now));
      }
    }
    if (recorded.has("later")) {
      lines.addAll(differences("later ", recorded.path("later"), now.path("later")));
    }
    return lines;
  }

  private static List<String> regressions(String of, JsonNode recorded, JsonNode now) {
    List<String> lines = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      if (figure.isWorse(recorded.path(figure.key).asDouble(), now.path(figure.key).asDouble())) {
        lines.add(line(of, figure, recorded, now));
      }
    }
    if (recorded.has("later")) {
      lines.addAll(regressions("later ", recorded.path("later"), now.path("later")));
    }
    return lines;
  }

  private static String line(String of, Figure figure, JsonNode recorded, JsonNode now) {
    return String.format(
        Locale.ROOT,
        "  %-26s %10s -> %10s",
        of + figure.key,
        recorded.path(figure.key),
        now.path(figure.key));
  }

  @Test
  void findsFiguresThatHaveBecomeWorse() {
    ObjectNode recorded =
        Json.parse(
            "{\"deliveredWorst\":1.0,\"copiesPerNode\":1.0,\"payloadSendsPerNode\":1.3,"
                + "\"controlPerNode\":7,\"lastHopMean\":5,\"p50Millis\":80,\"p99Millis\":300,"
                + "\"later\":{\"p99Millis\":200}}");
    ObjectNode now = recorded.deepCopy();
    now.put("payloadSendsPerNode", 1.2).put("p99Millis", 310);
    assertThat(differences("", recorded, now)).hasSize(2);
    assertThat(regressions("", recorded, now)).isEmpty();
    now.put("deliveredWorst", 0.9999).put("copiesPerNode", 1.02).put("p99Millis", 400);
    now.putObject("later").put("p99Millis", 300);
    assertThat(regressions("", recorded, now))
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).contains("later p99Millis", "200 ->", "300"));
  }
}
