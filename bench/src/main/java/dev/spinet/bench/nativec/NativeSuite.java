package dev.spinet.bench.nativec;

import dev.spinet.bench.process.Tools;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code spinet bench native}: Java beside C. Its data are one object for each job, with the ratios
 * of Java to C and what they were made of.
 */
public final class NativeSuite implements BenchmarkSuite {

  private static final int ROUNDS = 7;
  private static final int QUICK_ROUNDS = 3;

  /** Two programs, each traced once. */
  private static final int TRACES = 2;

  /** Without state. */
  public NativeSuite() {}

  @Override
  public String name() {
    return "native";
  }

  @Override
  public String summary() {
    return "Java beside a C program on the same virtual device, as ratios";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    Path home =
        plan.home()
            .orElseThrow(() ->
                new IOException(
                    "the comparison with C needs the sources in native/; run it from the folder of"
                        + " the project"));
    Tools.require(Tools.values());
    int rounds = plan.quick() ? QUICK_ROUNDS : ROUNDS;
    Path folder = Files.createTempDirectory("spinet-bench-native-");
    try (var rig = Rig.start()) {
      var program = Baseline.compile(home, folder);
      var comparison = new SideBySide(rig, Side.c(program), Side.java());
      var results = new ArrayList<JobResult>();
      for (Job job : Job.values()) {
        results.add(measure(comparison, job, rounds, plan.quick(), folder, progress));
      }
      return new SuiteResult(name(), tree(results), NativeReport.sections(results, rig));
    } finally {
      delete(folder);
    }
  }

  private static JobResult measure(
      SideBySide comparison,
      Job job,
      int count,
      boolean quick,
      Path folder,
      BenchmarkProgress progress)
      throws IOException, InterruptedException {
    int perJob = count + TRACES;
    int total = perJob * Job.values().length;
    int done = perJob * List.of(Job.values()).indexOf(job);
    var rounds = new ArrayList<SideBySide.Round>();
    progress.step(job.title() + ", warming up the simulated chip", done, total);
    comparison.warmRig(job);
    for (int i = 0; i < count; i++) {
      progress.step("%s, round %d of %d".formatted(job.title(), i + 1, count), done++, total);
      rounds.add(comparison.round(job, i, quick));
    }
    progress.step(job.title() + ", system calls of C", done++, total);
    var cCalls = comparison.trace(comparison.c(), job, folder);
    progress.step(job.title() + ", system calls of Java", done, total);
    var javaCalls = comparison.trace(comparison.java(), job, folder);
    return new JobResult(job, rounds, cCalls, javaCalls);
  }

  private static Map<String, Object> tree(List<JobResult> results) {
    var tree = new LinkedHashMap<String, Object>();
    for (var result : results) {
      tree.put(result.job().key(), result.tree());
    }
    return tree;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var jobs = Tree.object(data, name());
    for (Job job : Job.values()) {
      String where = name() + "." + job.key();
      var ratios = Tree.object(jobs.get(job.key()), where);
      for (var ratio : List.of("cpu", "wall", "syscalls", "memory")) {
        metrics.add(
            new Metric(
                "%s %s, Java/C".formatted(job.key(), ratio),
                "",
                Metric.Kind.LESS_IS_BETTER,
                Tree.spread(ratios, ratio, where)));
      }
    }
    return metrics;
  }
}
