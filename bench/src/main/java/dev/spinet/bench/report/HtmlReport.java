package dev.spinet.bench.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the page: one file with everything in it, for any browser, without a network. */
public final class HtmlReport {

  private static final String STYLE =
      """
      :root { color-scheme: light; }
      body { margin: 0; background: #f4f6f8; color: #242b33;
        font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
      header { background: #0b2540; color: #fff; padding: 2.2rem 1rem 1.8rem; }
      header p { opacity: .85; max-width: 44rem; margin: .4rem 0 0; }
      header h1 { margin: 0; font-size: 1.9rem; }
      header > div, main { max-width: 60rem; margin: 0 auto; }
      main { padding: 1rem; }
      nav { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .4rem; }
      nav a { color: #fff; border: 1px solid #ffffff55; border-radius: 1rem; padding: .1rem .8rem;
        text-decoration: none; font-size: .9rem; }
      section { background: #fff; border-radius: .6rem; padding: 1rem 1.6rem 1.4rem;
        margin: 1.2rem 0; box-shadow: 0 1px 3px #0002; }
      h2 { margin: .4rem 0 .6rem; font-size: 1.35rem; }
      p { max-width: 46rem; }
      figure { margin: 1.2rem 0; }
      svg { width: 100%; height: auto; display: block; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; margin: 1rem 0; font-size: .88rem;
        font-variant-numeric: tabular-nums; }
      th, td { padding: .22rem .7rem; text-align: right; border-bottom: 1px solid #e3e7eb;
        white-space: nowrap; }
      th { border-bottom: 2px solid #c3cad2; font-weight: 600; }
      th:first-child, td:first-child { text-align: left; padding-left: 0; }
      tbody tr:hover { background: #f4f8fc; }
      .facts td { text-align: left; }
      details { margin: 1rem 0; }
      summary { cursor: pointer; font-weight: 600; }
      code { background: #eef1f4; padding: .1rem .35rem; border-radius: .25rem; }
      header code { background: #ffffff22; }
      @media print { body { background: #fff; } section { box-shadow: none; } }
      """;

  private final StringBuilder page = new StringBuilder();
  private int charts;

  private HtmlReport() {}

  /**
   * Makes sure that this machine can make a page, before anything is measured for it.
   *
   * @throws IOException if it cannot; the message says what to install
   */
  public static void requireFonts() throws IOException {
    SvgCharts.requireFonts();
  }

  /**
   * Makes the page. Draws the charts, for which this machine needs a font.
   *
   * @param command the command that repeats the run
   * @param environment where and how it ran
   * @param sections what it found
   * @return the text of an HTML file, to be stored in UTF-8
   */
  public static String page(
      String command, Map<String, Object> environment, List<ReportSection> sections) {
    var report = new HtmlReport();
    report.begin(command, environment, sections);
    for (int i = 0; i < sections.size(); i++) {
      report.section(sections.get(i), i);
    }
    report.environment(command, environment);
    report.page.append("</main>\n</html>\n");
    return report.page.toString();
  }

  private void begin(
      String command, Map<String, Object> environment, List<ReportSection> sections) {
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Spinet benchmark</title>
        <style>
        %s</style>
        <header><div>
        <h1>Spinet benchmark</h1>
        <p>%s, %s</p>
        <p>Made by <code>%s</code></p>
        <nav>
        """
            .formatted(
                STYLE,
                escape(String.valueOf(environment.getOrDefault("version", "Spinet"))),
                escape(date(environment)),
                escape(command)));
    for (int i = 0; i < sections.size(); i++) {
      page.append("<a href=\"#s%d\">%s</a>\n".formatted(i, escape(sections.get(i).title())));
    }
    page.append("<a href=\"#environment\">Environment</a>\n</nav>\n</div></header>\n<main>\n");
  }

  private static String date(Map<String, Object> environment) {
    return String.valueOf(environment.getOrDefault("date", "")).replaceFirst("T.*", "");
  }

  private void section(ReportSection section, int number) {
    page.append("<section id=\"s%d\">\n<h2>%s</h2>\n".formatted(number, escape(section.title())));
    section.blocks().forEach(this::block);
    page.append("</section>\n");
  }

  private void block(Block block) {
    switch (block) {
      case Block.Paragraph paragraph ->
          page.append("<p>").append(escape(paragraph.text())).append("</p>\n");
      case Block.Table table -> table(table);
      case Block.Picture picture -> picture(picture.chart());
      case Block.Details details -> {
        page.append("<details><summary>").append(escape(details.title())).append("</summary>\n");
        details.blocks().forEach(this::block);
        page.append("</details>\n");
      }
    }
  }

  private void picture(Chart chart) {
    charts++;
    page.append("<figure aria-label=\"")
        .append(escape(chart.title()))
        .append("\">\n")
        .append(SvgCharts.draw(chart, "c" + charts))
        .append("\n</figure>\n");
  }

  private void table(Block.Table table) {
    page.append("<div class=\"wide\"><table>\n<thead><tr>");
    table.header().forEach(cell -> page.append("<th>").append(escape(cell)).append("</th>"));
    page.append("</tr></thead>\n<tbody>\n");
    for (var row : table.rows()) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table></div>\n");
  }

  private void environment(String command, Map<String, Object> environment) {
    page.append("<section id=\"environment\">\n<h2>Environment</h2>\n<table class=\"facts\">\n");
    fact("command", command);
    environment.forEach((name, value) -> fact(name, String.valueOf(value)));
    page.append("</table>\n</section>\n");
  }

  private void fact(String name, String value) {
    page.append(
        "<tr><td>%s</td><td>%s</td></tr>\n"
            .formatted(escape(name.toLowerCase(Locale.ROOT)), escape(value)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
