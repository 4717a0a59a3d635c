package dev.spinet.cli.bench;

import dev.spinet.bench.compare.Comparison;
import dev.spinet.bench.report.HtmlReport;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Environment;
import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of the benchmark. */
final class Bench {

  /** Suites whose data stand for themselves on standard output. */
  private static final Set<String> BARE = Set.of("ledger", "native");

  private static final String REPORT_FILE = "index.html";

  private final Terminal terminal;
  private final String version;
  private final Part part;
  private final BenchmarkPlan plan;

  Bench(Terminal terminal, String version, Part part, BenchmarkPlan plan) {
    this.terminal = terminal;
    this.version = version;
    this.part = part;
    this.plan = plan;
  }

  ExitCode run(Optional<String> json, Optional<Path> report, Optional<Path> baseline)
      throws IOException, InterruptedException, UsageException {
    // What is wrong with the files is said before minutes are spent.
    ResultDocument earlier =
        baseline.isPresent() ? Baseline.read(baseline.get(), part.suites()) : null;
    boolean printsJson = json.filter(BenchCommand.STANDARD_OUTPUT::equals).isPresent();
    if (report.isPresent()) {
      HtmlReport.requireFonts();
      makeFolder(report.get());
    }
    if (json.isPresent() && !printsJson) {
      requireWritable(Path.of(json.get()));
    }
    var environment = Environment.describe(version, plan);
    var results = measure(!printsJson);
    var document = ResultDocument.of(environment, results);
    if (json.isPresent()) {
      writeJson(json.get(), document);
    }
    if (report.isPresent()) {
      writeReport(report.get(), environment, results);
    }
    return earlier == null ? ExitCode.OK : compare(earlier, document, printsJson);
  }

  private List<SuiteResult> measure(boolean prints) throws IOException, InterruptedException {
    var results = new ArrayList<SuiteResult>();
    for (BenchmarkSuite suite : part.suites()) {
      SuiteResult result;
      try (var progress = new BenchProgress(terminal, suite.name())) {
        result = suite.run(plan, progress);
      }
      results.add(result);
      if (prints) {
        for (ReportSection section : result.sections()) {
          new SectionPrinter(terminal).print(section);
        }
      }
    }
    return results;
  }

  private void writeJson(String target, ResultDocument document) throws IOException {
    if (target.equals(BenchCommand.STANDARD_OUTPUT)) {
      Object data = BARE.contains(part.name()) ? document.suites().get(part.name()) : null;
      terminal.out().println(Json.write(data == null ? document.tree() : data));
      terminal.out().flush();
    } else {
      Files.writeString(Path.of(target), Json.write(document.tree()) + "\n");
      terminal.err().println("results: " + target);
    }
  }

  private void writeReport(Path folder, Map<String, Object> environment, List<SuiteResult> results)
      throws IOException {
    Path file = folder.resolve(REPORT_FILE);
    var sections = results.stream().flatMap(result -> result.sections().stream()).toList();
    Files.writeString(file, HtmlReport.page(command(), environment, sections));
    terminal.err().println("report: " + file);
  }

  /** The command that repeats the run, without paths. */
  private String command() {
    return "./spinet bench "
        + part.name()
        + (plan.quick() ? " --quick" : "")
        + (plan.device().isPresent() ? " --device URI" : "")
        + " --report DIR";
  }

  private ExitCode compare(ResultDocument earlier, ResultDocument now, boolean quiet) {
    var comparison = Comparison.of(part.suites(), earlier, now);
    new ComparisonPrinter(quiet ? terminal.err() : terminal.out()).print(comparison);
    return comparison.isRegression() ? ExitCode.REGRESSION : ExitCode.OK;
  }

  private static void makeFolder(Path folder) throws UsageException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException(
          "--report: the folder '%s' cannot be made: %s".formatted(folder, e.getMessage()), e);
    }
    // Permissions do not tell: the file system may be read-only, or the user root.
    try {
      Files.delete(Files.createTempFile(folder, REPORT_FILE, null));
    } catch (IOException e) {
      throw new UsageException(
          "--report: nothing can be written into the folder '%s': %s"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static void requireWritable(Path file) throws UsageException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UsageException("--json: the file '%s' cannot be written".formatted(file));
    }
  }
}
