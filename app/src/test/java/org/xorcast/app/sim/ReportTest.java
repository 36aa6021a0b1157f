package org.xorcast.app.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;

class ReportTest {
  private static final String SCENARIO =
      """
      # Some crash.
      nodes = 60
      [traffic]
      messages = 3
      intervalMillis = 500
      [[faults]]
      kind = "crash"
      share = 0.2
      """;

  @TempDir private Path folder;

  private Path scenario() throws IOException {
    return Files.writeString(folder.resolve("some.toml"), SCENARIO);
  }

  private static Document parse(Path page) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile());
  }

  private static List<String> column(Document page, int number) {
    NodeList rows = page.getElementsByTagName("tr");
    return IntStream.range(1, rows.getLength())
        .mapToObj(row -> rows.item(row).getChildNodes().item(number).getTextContent())
        .toList();
  }

  @Test
  void putsAllProtocolsBesideOurs() throws Exception {
    Path page = folder.resolve("out.html");
    CommandRun run =
        CommandRun.of(
            "sim", "--scenario", scenario().toString(), "--seeds", "1..2", "--report", page + "");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("gossipsub", "kadcast3");

    Document document = parse(page);
    assertThat(column(document, 0))
        .containsExactly("treecast", "flood", "gossipsub", "plumtree", "kadcast1", "kadcast3");
    assertThat(column(document, 12)).doesNotHaveDuplicates().allMatch(hash -> hash.length() == 16);
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(7);
    String text = document.getDocumentElement().getTextContent();
    assertThat(text).contains("Some crash.", "seeds 1..2", "share = 0.2", "60 nodes");
    assertThat(text).contains("xorcast sim --scenario", "--report " + page);
    assertThat(Files.readString(page)).doesNotContain("http", "src=", "url(", "<script");
  }

  @Test
  void isTheSamePageForTheSameSeeds() throws Exception {
    Path page = folder.resolve("out.html");
    String[] command = {
      "sim", "--scenario", scenario().toString(), "--against", "kadcast1", "--report", page + ""
    };
    CommandRun.of(command);
    String first = Files.readString(page);
    CommandRun.of(command);
    assertThat(Files.readString(page)).isEqualTo(first);
    assertThat(column(parse(page), 0)).containsExactly("treecast", "kadcast1");
  }

  @Test
  void saysWhoCannotTakePart() {
    Path page = folder.resolve("out.html");
    CommandRun run =
        CommandRun.of(
            "sim", "--nodes", "10", "--messages", "1", "--joins", "--report", page.toString());
    assertThat(run.err()).contains("kadcast1 is not in the report: only treecast can join");
    assertThat(page).exists();
  }

  @Test
  void jsonStillEndsWithOurs() throws IOException {
    Path page = folder.resolve("out.html");
    CommandRun run =
        CommandRun.of(
            "sim", "--scenario", scenario().toString(), "--json", "--report", page.toString());
    assertThat(run.objects()).hasSize(2);
    assertThat(run.objects().getLast().path("protocol").asText()).isEqualTo("treecast");
  }

  @Test
  void findsOutBeforeItRuns() {
    CommandRun.of("sim", "--report", folder.resolve("no/where.html").toString())
        .failsWith(ExitCode.USAGE, "there is no folder");
    CommandRun.of("sim", "--against", "flood").failsWith(ExitCode.USAGE, "--report");
  }
}
