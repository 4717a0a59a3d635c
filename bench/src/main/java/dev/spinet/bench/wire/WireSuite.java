package dev.spinet.bench.wire;

import dev.spinet.bench.device.BusCost;
import dev.spinet.bench.device.BusMeter;
import dev.spinet.bench.device.DeviceAddress;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import dev.spinet.bench.traffic.WireTiming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * {@code spinet bench wire}. Its data are an object: {@code points}, the modelled values, and, if
 * there is one, the prices of the device.
 */
public final class WireSuite implements BenchmarkSuite {

  private static final String POINTS = "points";
  private static final String DEVICE = "device";

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
    var data = new LinkedHashMap<String, Object>();
    var prices = new ArrayList<WireTiming>();
    BusCost cost = null;
    if (plan.device().isPresent()) {
      cost = BusMeter.measure(DeviceAddress.parse(plan.device().get()), plan.quick(), progress);
      data.put(DEVICE, cost.tree());
      prices.add(WireModel.timing(cost));
    }
    var points = new WireModel(prices).run(progress);
    data.put(POINTS, points.stream().map(WirePoint::tree).toList());
    var sections = new ArrayList<>(WireReport.sections(points));
    if (cost != null) {
      sections.add(DeviceReport.section(cost, points));
    }
    return new SuiteResult(name(), data, sections);
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var members = Tree.object(data, name());
    var usual = new HashSet<>(WireModel.usualTimings());
    var rows = Tree.array(members.get(POINTS), name());
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(name(), i);
      var row = Tree.object(rows.get(i), where);
      if (!Tree.string(row, "driver", where).equals(WireModel.OURS)
          || !usual.contains(WirePoint.timing(row, where))) {
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
