package dev.spinet.bench.ledger;

import dev.spinet.bench.device.DeviceBoard;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code spinet bench ledger}. Its data are the array that the documentation describes. */
public final class LedgerSuite implements BenchmarkSuite {

  /** Without state. */
  public LedgerSuite() {}

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String summary() {
    return "frames, bytes and system calls of each operation, exact";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var entries = new Ledger().measure(progress);
    var sections = new ArrayList<>(LedgerReport.sections(entries));
    var device = new ArrayList<Object>();
    if (plan.device().isPresent()) {
      try (var board = DeviceBoard.of(plan.device().get())) {
        var counts = DeviceLedger.measure(board, progress);
        counts.forEach(count -> device.add(count.tree()));
        sections.add(DeviceLedgerReport.section(counts, entries));
      }
    }
    var data = entries.stream().map(LedgerSuite::tree).toList();
    return new SuiteResult(name(), data, device, sections);
  }

  private static Map<String, Object> tree(Entry entry) {
    var cost = entry.sequence();
    return row(entry.operation(), entry.n(), cost.frames(), cost.bytes(), cost.ioctls());
  }

  /** What a call costs, for programs. */
  static Map<String, Object> row(Operation operation, int n, long frames, long bytes, long ioctls) {
    var row = new LinkedHashMap<String, Object>();
    row.put("op", operation.id());
    row.put("n", n);
    row.put("frames", frames);
    row.put("bytes", bytes);
    row.put("ioctls", ioctls);
    return row;
  }

  @Override
  public List<Metric> metrics(Object data) {
    return metrics(data, name(), "", Metric.Kind.EXACT);
  }

  @Override
  public List<Metric> deviceMetrics(Object data) {
    String where = SuiteResult.deviceKey(name());
    return metrics(data, where, "on the device: ", Metric.Kind.LESS_IS_BETTER);
  }

  private static List<Metric> metrics(Object data, String whole, String prefix, Metric.Kind kind) {
    var metrics = new ArrayList<Metric>();
    var rows = Tree.array(data, whole);
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(whole, i);
      var row = Tree.object(rows.get(i), where);
      String id = prefix + Tree.string(row, "op", where) + " n=" + Tree.count(row, "n", where);
      for (var unit : List.of("frames", "bytes", "ioctls")) {
        var spread = Spread.exactly((double) Tree.count(row, unit, where));
        metrics.add(new Metric(id + " " + unit, unit, kind, spread));
      }
    }
    return metrics;
  }
}
