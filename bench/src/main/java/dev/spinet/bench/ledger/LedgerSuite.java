package dev.spinet.bench.ledger;

import dev.spinet.bench.device.DeviceBoard;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
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
    if (plan.device().isPresent()) {
      try (var board = DeviceBoard.of(plan.device().get())) {
        sections.add(DeviceLedgerReport.section(DeviceLedger.measure(board, progress), entries));
      }
    }
    return new SuiteResult(name(), entries.stream().map(LedgerSuite::tree).toList(), sections);
  }

  private static Map<String, Object> tree(Entry entry) {
    var row = new LinkedHashMap<String, Object>();
    row.put("op", entry.operation().id());
    row.put("n", entry.n());
    row.put("frames", entry.sequence().frames());
    row.put("bytes", entry.sequence().bytes());
    row.put("ioctls", entry.sequence().ioctls());
    return row;
  }

  @Override
  public List<Metric> metrics(Object data) {
    var metrics = new ArrayList<Metric>();
    var rows = Tree.array(data, name());
    for (int i = 0; i < rows.size(); i++) {
      String where = "%s[%d]".formatted(name(), i);
      var row = Tree.object(rows.get(i), where);
      String id = Tree.string(row, "op", where) + " n=" + Tree.count(row, "n", where);
      for (var unit : List.of("frames", "bytes", "ioctls")) {
        metrics.add(Metric.exact(id + " " + unit, unit, Tree.count(row, unit, where)));
      }
    }
    return metrics;
  }
}
