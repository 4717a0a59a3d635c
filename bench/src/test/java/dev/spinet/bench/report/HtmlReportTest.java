package dev.spinet.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {

  private static final Pattern DRAWING = Pattern.compile("<svg .*?</svg\\s*>", Pattern.DOTALL);
  private static final Pattern IDENTITY = Pattern.compile("\\sid=\"(c[^\"]*)\"");

  private static final Chart BARS =
      new Chart.Bars(
          "Bars",
          "x",
          "y",
          List.of("one", "two"),
          List.of(
              new Chart.Series("a", List.of(1.0, 2.0)),
              new Chart.Series("b", List.of(3.0, 4.0), List.of(0.5, 0.1))));
  private static final Chart LINES =
      new Chart.Lines(
          "Lines",
          "x",
          "y",
          true,
          List.of(new Chart.Curve("c", List.of(1.0, 10.0, 100.0), List.of(1.0, 2.0, 3.0))));

  private static String page() {
    return HtmlReport.page(
        "./spinet bench <all>",
        Map.of("java", "25 & more"),
        List.of(
            new ReportSection(
                "First & best",
                List.of(
                    new Block.Paragraph("2 < 3"),
                    new Block.Table(List.of("h", "v"), List.of(List.of("<b>", "1"))),
                    new Block.Picture(BARS),
                    new Block.Details("more", List.of(new Block.Picture(LINES)))))));
  }

  @Test
  void hasTheChartsInIt() throws Exception {
    var drawings = DRAWING.matcher(page()).results().map(match -> match.group()).toList();
    assertEquals(2, drawings.size());
    for (var drawing : drawings) {
      var document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(drawing)));
      assertTrue(
          document.getElementsByTagName("path").getLength() > 10, "there is little in the drawing");
    }
  }

  @Test
  void everyIdentityIsThereOnce() {
    var seen = new HashSet<String>();
    IDENTITY
        .matcher(page())
        .results()
        .forEach(match -> assertTrue(seen.add(match.group(1)), match.group(1)));
    assertFalse(seen.isEmpty());
  }

  @Test
  void needsNothingElse() {
    var page = page();
    assertFalse(page.contains("src="), "something is fetched");
    assertFalse(page.contains("<link"), "something is fetched");
    assertFalse(page.contains("<script"), "a script");
  }

  @Test
  void textIsText() {
    var page = page();
    for (var text :
        List.of(
            "2 &lt; 3", "&lt;b&gt;", "First &amp; best", "bench &lt;all&gt;", "25 &amp; more")) {
      assertTrue(page.contains(text), text);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Block.Table(List.of("a", "b"), List.of(List.of("1"))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Chart.Bars(
                "t", "", "", List.of("g"), List.of(new Chart.Series("s", List.of(1.0, 2.0)))));
    assertThrows(
        IllegalArgumentException.class, () -> new Chart.Curve("c", List.of(1.0), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Chart.Series("s", List.of(1.0), List.of(1.0, 2.0)));
  }
}
