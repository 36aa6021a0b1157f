package org.xorcast.sim.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.xorcast.sim.Latency;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.nat.NatKind;

/**
 * Reads a scenario from a file in TOML. Every key has a default; an empty file is {@link
 * Scenario#of} with 1000 nodes.
 */
public final class ScenarioFile {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000_000_000;
  private static final int NODES = 1000;
  private static final double PATIENCE_SECONDS = Scenario.PATIENCE.toSeconds();

  private ScenarioFile() {}

  /**
   * Reads a file; the scenario is called like the file without {@code .toml}.
   *
   * @throws ScenarioException if the file cannot be read or says something impossible
   */
  public static Scenario read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ScenarioException(
          file + ": there is no such file; scenarios/*.toml has those of the published figures");
    } catch (IOException e) {
      throw new ScenarioException(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a text.
   *
   * @param file its name in errors
   */
  static Scenario parse(String file, String text) {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().getFirst();
      throw new ScenarioException(
          file + ":" + first.position().line() + ": not TOML: " + first.getMessage());
    }
    Section top = new Section(file, "", toml);
    try {
      Scenario scenario =
          new Scenario(
              nameOf(file),
              (int) top.integer("nodes", NODES, 2, Scenario.NODES_MAX),
              table(top.section("table")),
              nats(top.section("nats")),
              links(top.section("links")),
              traffic(top.section("traffic")),
              faults(top.sections("faults")),
              liars(top.sections("adversaries")),
              protocol(top),
              measure(top.section("measure")),
              top.scaled("patienceSeconds", PATIENCE_SECONDS, 3600, SECOND),
              top.scaled("convergeSeconds", 0, 3600, SECOND));
      top.finish();
      return scenario;
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(file + ": " + e.getMessage());
    }
  }

  private static String nameOf(String file) {
    String name = String.valueOf(Path.of(file).getFileName());
    return name.endsWith(".toml") ? name.substring(0, name.length() - 5) : name;
  }

  private static Table table(@Nullable Section section) {
    Table usual = Table.DEFAULT;
    if (section == null) {
      return usual;
    }
    Table table =
        new Table(
            (int) section.integer("bucket", usual.bucketSize(), 1, 64),
            section.share("missing", 0),
            section.share("undialable", 0),
            section.flag("joins", false));
    section.finish();
    return table;
  }

  private static Nats nats(@Nullable Section section) {
    if (section == null) {
      return Nats.NONE;
    }
    Map<NatKind, Double> shares = new EnumMap<>(NatKind.class);
    for (NatKind kind : NatKind.values()) {
      if (kind != NatKind.OPEN && section.has(kind.key())) {
        shares.put(kind, section.share(kind.key(), 0));
      }
    }
    section.finish();
    return new Nats(shares);
  }

  private static LinkModel links(@Nullable Section section) {
    LinkModel usual = LinkModel.DEFAULT;
    if (section == null) {
      return usual;
    }
    LinkModel links =
        new LinkModel(
            latency(section),
            section.share("loss", 0),
            section.share("reorder", 0),
            section.scaled("uplinkMbit", 0, 1_000_000, MILLI));
    section.finish();
    return links;
  }

  private static Latency latency(Section section) {
    String kind = section.word("latency", "uniform", List.of("uniform", "regions"));
    if (kind.equals("regions")) {
      return new Latency.Regions();
    }
    long min = section.scaled("minMillis", 10, 10_000, MILLI);
    long max = section.scaled("maxMillis", 50, 10_000, MILLI);
    if (max < min) {
      throw section.error(
          section.has("maxMillis") ? "maxMillis" : "minMillis",
          "makes maxMillis smaller than minMillis; write minMillis <= maxMillis");
    }
    return new Latency.Uniform(min, max);
  }

  private static TrafficPlan traffic(@Nullable Section section) {
    TrafficPlan usual = TrafficPlan.DEFAULT;
    if (section == null) {
      return usual;
    }
    int bytes = (int) section.integer("bytes", usual.payloadBytes(), 1, 16 << 20);
    int publishers = publishers(section);
    int messages;
    long interval;
    if (section.has("perSecond")) {
      double perSecond = section.number("perSecond", 1, 0.01, 100_000);
      messages = (int) Math.ceil(perSecond * section.number("seconds", 10, 0.01, 3600));
      interval = Math.round(SECOND / perSecond);
    } else {
      messages = (int) section.integer("messages", usual.messages(), 1, 1_000_000);
      interval = section.scaled("intervalMillis", usual.intervalNanos() / 1e6, 600_000, MILLI);
    }
    long delay = section.scaled("delaySeconds", 0, 600, SECOND);
    section.finish();
    return new TrafficPlan(messages, bytes, interval, delay, publishers);
  }

  private static int publishers(Section section) {
    if (section.has("publishers") && section.isText("publishers")) {
      return section.word("publishers", null, List.of("random", "one")).equals("one")
          ? 1
          : TrafficPlan.EVERYBODY;
    }
    return (int) section.integer("publishers", TrafficPlan.EVERYBODY, 1, Scenario.NODES_MAX);
  }

  private static Measure measure(@Nullable Section section) {
    if (section == null) {
      return Measure.DEFAULT;
    }
    Measure measure =
        new Measure(
            (int) section.integer("first", Measure.ALL, 1, 1_000_000),
            (int) section.integer("later", Measure.NONE, 2, 1_000_000));
    section.finish();
    return measure;
  }

  private static Protocol protocol(Section top) {
    String name =
        top.word(
            "protocol",
            Protocol.TREECAST.cliName(),
            Arrays.stream(Protocol.values()).map(Protocol::cliName).toList());
    return Protocol.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static List<Liars> liars(List<Section> sections) {
    List<String> kinds = Arrays.stream(Adversary.values()).map(Adversary::label).toList();
    List<Liars> liars = new ArrayList<>();
    for (Section section : sections) {
      Adversary kind = Adversary.ofLabel(section.word("kind", null, kinds));
      liars.add(new Liars(kind, section.share("share", 0.1)));
      section.finish();
    }
    return liars;
  }

  private static List<Fault> faults(List<Section> sections) {
    List<Fault> faults = new ArrayList<>();
    for (Section section : sections) {
      faults.add(FaultSection.read(section));
    }
    return faults;
  }
}
