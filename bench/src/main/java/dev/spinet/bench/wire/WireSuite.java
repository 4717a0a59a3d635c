package dev.spinet.bench.wire;

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

/** {@code spinet bench wire}. Its data are an array of modelled values. */
public final class WireSuite implements BenchmarkSuite {

  /** Without state. */
  public WireSuite() {}

  @Override
  public String name() {
    return "wire";
  }

  @Override
  public String summary() {
    return "goodput and round trips of that, by a model of the bus";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var points = new WireModel(List.of()).run(progress);
    return new SuiteResult(
        name(), points.stream().map(WirePoint::tree).toList(), WireReport.sections(points));
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var rows = Tree.array(data, name());
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(name(), i);
      var row = Tree.object(rows.get(i), where);
      if (!Tree.string(row, "driver", where).equals(WireModel.OURS)) {
        continue;
      }
      boolean time = row.containsKey("micros");
      double value = Tree.number(row, time ? "micros" : "mbitPerSecond", where);
      metrics.add(
          new Metric(
              WirePoint.id(row, where),
              time ? "us" : "Mbit/s",
              time ? Metric.Kind.LESS_IS_BETTER : Metric.Kind.MORE_IS_BETTER,
              Spread.exactly(value)));
    }
    return metrics;
  }
}
