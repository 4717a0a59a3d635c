package dev.spinet.bench.report;

import java.util.List;
import java.util.Map;

/** Makes the page: one file with everything in it. */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * Makes the page.
   *
   * @param command the command that repeats the run
   * @param environment where and how it ran
   * @param sections what it found
   * @return the text of an HTML file, to be stored in UTF-8
   */
  public static String page(
      String command, Map<String, Object> environment, List<ReportSection> sections) {
    var page = new StringBuilder();
    page.append(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Spinet</title>\n");
    page.append("<pre>").append(command).append(environment).append(sections).append("</pre>\n");
    return page.append("</html>\n").toString();
  }
}
