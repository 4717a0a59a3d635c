package dev.spinet.cli.doctor;

import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows findings as they are made: a line for each, and what to do about it. On a terminal the last
 * line says what is being done.
 */
final class FindingsPrinter {

  private static final int VERDICT_WIDTH = 13;
  private static final int LABEL_WIDTH = 11;
  private static final int INDENT = 2;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final Terminal terminal;
  private final PrintStream out;
  private final boolean silent;
  private final Activity activity;
  private final List<Finding> skipped = new ArrayList<>();
  private String title = "";

  FindingsPrinter(Terminal terminal, boolean silent) {
    this.terminal = terminal;
    this.out = terminal.out();
    this.silent = silent;
    this.activity = new Activity(terminal);
  }

  /** Says what is being done, where that can be taken away again. */
  void doing(String doing) {
    activity.show(" ".repeat(INDENT) + doing);
  }

  /** Takes away what must not stay. */
  void clear() {
    activity.clear();
  }

  /** Shows a finding. Those that nobody looked at for the same reason share a line. */
  void show(Finding finding) {
    clear();
    if (silent) {
      return;
    }
    boolean plain = finding.verdict() == Verdict.NOT_CHECKED && finding.advice().isEmpty();
    if (!skipped.isEmpty() && !(plain && belongsToSkipped(finding))) {
      showSkipped();
    }
    if (plain) {
      skipped.add(finding);
    } else {
      print(finding, finding.check().label(), finding.found());
    }
  }

  private boolean belongsToSkipped(Finding finding) {
    var first = skipped.getFirst();
    return first.found().equals(finding.found())
        && first.check().area().title().equals(finding.check().area().title());
  }

  private void showSkipped() {
    if (skipped.size() == 1) {
      var only = skipped.getFirst();
      print(only, only.check().label(), only.found());
    } else if (!skipped.isEmpty()) {
      var labels = skipped.stream().map(finding -> finding.check().label()).toList();
      print(
          skipped.getFirst(),
          "...",
          "%s: %s".formatted(String.join(", ", labels), skipped.getFirst().found()));
    }
    skipped.clear();
  }

  private void print(Finding finding, String label, String found) {
    String now = finding.check().area().title();
    if (!now.equals(title)) {
      if (!title.isEmpty()) {
        out.println();
      }
      title = now;
      out.println(terminal.bold(now));
    }
    String word = finding.verdict().word();
    String head =
        " ".repeat(INDENT)
            + colour(finding.verdict(), word)
            + padding(word, VERDICT_WIDTH)
            + label
            + padding(label, LABEL_WIDTH);
    int width = INDENT + VERDICT_WIDTH + LABEL_WIDTH;
    wrapped(head, width, found);
    if (!finding.advice().isEmpty()) {
      String arrow = terminal.unicode() ? "→ " : "-> ";
      wrapped(" ".repeat(width) + arrow, width + arrow.length(), finding.advice());
    }
    out.flush();
  }

  private static String padding(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length()));
  }

  private String colour(Verdict verdict, String word) {
    return switch (verdict) {
      case OK -> terminal.good(word);
      case WARNING -> terminal.doubtful(word);
      case PROBLEM -> terminal.bad(word);
      case NOT_CHECKED -> word;
    };
  }

  /** Words behind a head; on a terminal, further lines are indented as far as it goes. */
  private void wrapped(String firstHead, int indent, String text) {
    int columns = terminal.outIsTerminal() ? terminal.columns() - 1 : UNLIMITED;
    String head = firstHead;
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && indent + line.length() + 1 + word.length() > columns) {
        out.println(head + line);
        head = " ".repeat(indent);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out.println(head + line);
  }

  void summary(Findings findings) {
    clear();
    if (silent) {
      return;
    }
    showSkipped();
    long problems = findings.count(Verdict.PROBLEM);
    long warnings = findings.count(Verdict.WARNING);
    String text =
        "%s, %s, %d ok, %d not checked."
            .formatted(
                count(problems, "problem"),
                count(warnings, "warning"),
                findings.count(Verdict.OK),
                findings.count(Verdict.NOT_CHECKED));
    out.println();
    out.println(
        problems > 0
            ? terminal.bad(text)
            : warnings > 0 ? terminal.doubtful(text) : terminal.good(text));
    out.flush();
  }

  private static String count(long number, String noun) {
    return number == 1 ? "1 " + noun : number + " " + noun + "s";
  }
}
