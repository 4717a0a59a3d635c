package dev.spinet.bench.uart;

import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code spinet bench uart}. Its data are a list of transfers. */
public final class UartSuite implements BenchmarkSuite {

  /** Without state. */
  public UartSuite() {}

  @Override
  public String name() {
    return "uart";
  }

  @Override
  public String summary() {
    return "goodput over ESP-AT on a modelled serial line";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var points = UartModel.run(progress);
    return new SuiteResult(
        name(), points.stream().map(UartPoint::tree).toList(), List.of(UartReport.section(points)));
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var rows = Tree.array(data, name());
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(name(), i);
      var row = Tree.object(rows.get(i), where);
      metrics.add(
          new Metric(
              UartPoint.id(row, where),
              "kB/s",
              Metric.Kind.MORE_IS_BETTER,
              Spread.exactly(Tree.number(row, "kBPerSecond", where))));
    }
    return metrics;
  }
}
