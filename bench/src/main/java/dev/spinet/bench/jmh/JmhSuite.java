package dev.spinet.bench.jmh;

import dev.spinet.bench.process.JavaCommand;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * {@code spinet bench jmh}: runs JMH in a process of its own, which forks a fresh one for each
 * benchmark.
 */
public final class JmhSuite implements BenchmarkSuite {

  /** Forks, warm-up and measured iterations; otherwise the benchmarks say for themselves. */
  private static final List<String> QUICK =
      List.of("-f", "1", "-wi", "3", "-w", "300ms", "-i", "3", "-r", "300ms");

  private static final Pattern PROGRESS = Pattern.compile("# Run progress: ([0-9.]+)% complete.*");
  private static final String BENCHMARK = "# Benchmark: ";
  private static final int PERCENT = 100;
  private static final int LAST_LINES = 20;

  /** Without state. */
  public JmhSuite() {}

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String summary() {
    return "what a call costs in Java: receive, send, wake up, parse (JMH)";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var file = Files.createTempFile("spinet-jmh-", ".csv");
    try {
      runJmh(command(plan.quick(), file), progress);
      var scores = ScoreFile.read(file);
      return new SuiteResult(
          name(), scores.stream().map(Score::tree).toList(), JmhReport.sections(scores));
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> command(boolean quick, Path results) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add(Pattern.quote(JmhSuite.class.getPackageName()) + "\\.[A-Z]");
    if (quick) {
      arguments.addAll(QUICK);
    }
    arguments.addAll(
        List.of("-foe", "true", "-prof", "gc", "-rf", "csv", "-rff", results.toString()));
    return JavaCommand.of("org.openjdk.jmh.Main", List.of("-XX:+UseSerialGC"), arguments);
  }

  private static void runJmh(List<String> command, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var jmh = new ProcessBuilder(command).redirectErrorStream(true).start();
    // It does not notice by itself that nobody is left who wants its results.
    var stopping = new AtomicBoolean();
    var hook =
        new Thread(
            () -> {
              stopping.set(true);
              end(jmh);
            },
            "spinet-end-jmh");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      jmh.getOutputStream().close();
      var output = jmh.inputReader(StandardCharsets.UTF_8);
      Deque<String> last = new ArrayDeque<>();
      var current = "starting";
      double percent = 0;
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        if (last.size() == LAST_LINES) {
          last.removeFirst();
        }
        last.add(line);
        var matcher = PROGRESS.matcher(line);
        if (matcher.matches()) {
          percent = Double.parseDouble(matcher.group(1));
        } else if (line.startsWith(BENCHMARK)) {
          current = line.substring(line.lastIndexOf('.', line.lastIndexOf('.') - 1) + 1);
        } else {
          continue;
        }
        progress.step(current, (int) percent, PERCENT);
      }
      if (jmh.waitFor() != 0) {
        throw new IOException("JMH has failed:\n" + String.join("\n", last));
      }
    } catch (IOException e) {
      if (stopping.get()) {
        throw (IOException) new InterruptedIOException("JMH was ended").initCause(e);
      }
      throw e;
    } finally {
      end(jmh);
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The virtual machine is ending, and runs it.
    }
  }

  private static void end(Process jmh) {
    jmh.descendants().forEach(ProcessHandle::destroy);
    jmh.destroy();
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var rows = Tree.array(data, name());
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(name(), i);
      var row = Tree.object(rows.get(i), where);
      metrics.add(metric(row, where));
    }
    return metrics;
  }

  private static Metric metric(Map<String, Object> row, String where) {
    var id = new StringBuilder(Tree.string(row, "benchmark", where));
    Tree.object(row.get("parameters"), where)
        .forEach((name, value) -> id.append(' ').append(name).append('=').append(value));
    double score = Tree.number(row, "score", where);
    double error = row.containsKey("error") ? Tree.number(row, "error", where) : 0;
    return new Metric(
        id.toString(),
        Tree.string(row, "unit", where),
        Tree.string(row, "mode", where).equals("thrpt")
            ? Metric.Kind.MORE_IS_BETTER
            : Metric.Kind.LESS_IS_BETTER,
        new Spread(score, score - error, score + error));
  }
}
