package org.xorcast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PageTest {
  private static Contender contender(String name, double delivered, double copies, double scale) {
    List<Point> delivery = new ArrayList<>();
    List<Double> sends = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      delivery.add(new Point(scale * i, delivered * i / 100));
      sends.add(i > 70 ? copies : 0);
    }
    return new Contender(
        name,
        new Figures(
            delivered, delivered, copies, copies, 3, 5, 50 * scale, 99 * scale, 100 * scale),
        delivery,
        List.of(0.0, 0.25, 0.5, 0.25),
        sends,
        List.of(new Point(1, 2 * scale), new Point(2, scale)),
        "0123456789abcdef");
  }

  private static Comparison comparison(List<Contender> contenders) {
    return new Comparison(
        "crash-30 <b>\"&'",
        "Some <i>crash</i>.",
        List.of("1000 nodes", "30 % crash & burn"),
        "1..20",
        "xorcast sim --scenario 'a<b>.toml' --report out.html",
        "nodes = 1000 # <script>alert(1)</script> & \"more\"\n",
        contenders);
  }

  private static final List<Contender> TWO =
      List.of(contender("treecast", 1, 1, 1), contender("kadcast1", 0.9999996, 0.98, 2));

  private static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
  }

  private static List<Element> all(Document page, String tag) {
    NodeList found = page.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void isWellFormedAndShowsEveryProtocolInEveryChart() throws Exception {
    Document page = parse(Page.of(comparison(TWO)));
    List<Element> charts = all(page, "svg");
    assertThat(charts).hasSize(7);
    for (Element chart : charts) {
      assertThat(chart.getTextContent()).contains("treecast").contains("kadcast1");
    }
    assertThat(all(page, "tbody").getFirst().getElementsByTagName("tr").getLength()).isEqualTo(2);
  }

  @Test
  void needsNothingOutsideItself() throws Exception {
    String text = Page.of(comparison(TWO));
    Document page = parse(text);
    for (String tag : List.of("script", "link", "img", "iframe", "image", "use", "object", "a")) {
      assertThat(all(page, tag)).as(tag).isEmpty();
    }
    assertThat(text).doesNotContainIgnoringCase("http").doesNotContainIgnoringCase("url(");
    assertThat(text).doesNotContainIgnoringCase("@import").doesNotContain("src=");
  }

  @Test
  void foreignTextStaysText() throws Exception {
    Document page = parse(Page.of(comparison(TWO)));
    assertThat(all(page, "h1").getFirst().getTextContent()).isEqualTo("crash-30 <b>\"&'");
    assertThat(all(page, "p").get(1).getTextContent()).isEqualTo("Some <i>crash</i>.");
    assertThat(all(page, "pre").getLast().getTextContent()).contains("<script>alert(1)</script> &");
  }

  @Test
  void doesNotCallAlmostAllAll() throws Exception {
    Element row = all(parse(Page.of(comparison(TWO))), "tr").getLast();
    assertThat(row.getElementsByTagName("td").item(0).getTextContent()).isEqualTo("99.999 %");
    Element ours = all(parse(Page.of(comparison(TWO))), "tr").get(1);
    assertThat(ours.getElementsByTagName("td").item(0).getTextContent()).isEqualTo("100 %");
  }

  @Test
  void drawsEvenWhatNobodyGot() throws Exception {
    Contender silent =
        new Contender(
            "flood",
            new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "00");
    String page = Page.of(comparison(List.of(silent)));
    assertThat(all(parse(page), "svg")).hasSize(6);
    assertThat(page).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void giniIsZeroForEqualAndNearOneForOneSender() {
    List<Double> equal = new ArrayList<>();
    List<Double> one = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      equal.add(2.0);
      one.add(i == 999 ? 5.0 : 0.0);
    }
    assertThat(withSends(equal).gini()).isCloseTo(0, within(1e-9));
    assertThat(withSends(one).gini()).isCloseTo(0.999, within(1e-9));
    assertThat(withSends(one).busiestSends()).isEqualTo(5);
  }

  private static Contender withSends(List<Double> sends) {
    Contender some = TWO.getFirst();
    return new Contender(
        some.name(),
        some.figures(),
        some.delivery(),
        some.hopShares(),
        sends,
        some.messageP99(),
        some.traceHash());
  }

  @Test
  void refusesNamesThatAreNoClassAndPagesAboutNothing() {
    assertThatThrownBy(() -> contender("x y", 1, 1, 1)).hasMessageContaining("x y");
    assertThatThrownBy(() -> comparison(List.of())).hasMessageContaining("at least one");
  }
}
