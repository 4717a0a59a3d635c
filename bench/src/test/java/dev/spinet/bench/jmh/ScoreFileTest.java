package dev.spinet.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.report.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFileTest {

  private static final List<String> LINES =
      List.of(
          "\"Benchmark\",\"Mode\",\"Threads\",\"Samples\",\"Score\",\"Score Error"
              + " (99.9%)\",\"Unit\",\"Param: n\",\"Param: thread\"",
          "\"a.b.SendBenchmark.fromArray\",\"avgt\",1,10,812.5,3.25,\"ns/op\",64,",
          "\"a.b.SendBenchmark.fromArray:gc.alloc.rate.norm\",\"avgt\",1,10,0.001,NaN,\"B/op\",64,",
          "\"a.b.SendBenchmark.fromArray:gc.alloc.rate\",\"avgt\",1,10,2.5,NaN,\"MB/sec\",64,",
          "\"a.b.SendBenchmark.fromArray:gc.count\",\"avgt\",1,10,3,NaN,\"counts\",64,",
          "\"a.b.SendBenchmark.fromArray:gc.time\",\"avgt\",1,10,7,NaN,\"ms\",64,",
          "\"a.b.SendBenchmark.fromArray\",\"avgt\",1,10,900,NaN,\"ns/op\",1460,",
          "\"a.b.SendBenchmark.fromArray:gc.alloc.rate.norm\",\"avgt\",1,10,16,NaN,\"B/op\",1460,",
          "\"a.b.WakeUpBenchmark.edge\",\"sample\",1,10,9.5,1,\"us/op\",,\"a,b\"",
          "\"a.b.WakeUpBenchmark.edge:p0.50\",\"sample\",1,1,9,NaN,\"us/op\",,\"a,b\"",
          "\"a.b.WakeUpBenchmark.edge:p0.999\",\"sample\",1,1,99,NaN,\"us/op\",,\"a,b\"",
          "\"a.b.ContentionBenchmark.all\",\"thrpt\",8,10,77,1,\"ops/ms\",,");

  @TempDir private Path folder;

  @Test
  void readsScoresWithWhatWasSeenBesideThem() throws IOException {
    var scores = read(LINES);

    assertEquals(4, scores.size());
    var first = scores.getFirst();
    assertEquals("SendBenchmark.fromArray n=64", first.id());
    assertEquals(812.5, first.score());
    assertEquals(3.25, first.error());
    assertEquals(new Score.Garbage(0.001, 2.5, 3, 7), first.garbage());
    assertEquals(16, scores.get(1).garbage().bytesPerCall());
    assertEquals(3.0, first.tree().get("collections"));
    assertFalse(scores.get(1).tree().containsKey("collections"), "it was not seen");
    assertTrue(Double.isNaN(scores.get(1).error()));
    assertFalse(scores.get(1).tree().containsKey("error"), "JSON has no NaN");
  }

  @Test
  void readsPercentilesAndThreads() throws IOException {
    var scores = read(LINES);

    assertEquals(Map.of("50", 9.0, "99.9", 99.0), scores.get(2).percentiles());
    assertEquals(Map.of("thread", "a,b"), scores.get(2).parameters());
    assertEquals(8, scores.get(3).threads());
    assertFalse(scores.get(3).isTime());
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    assertThrows(IOException.class, () -> read(List.of(LINES.getFirst())));
    var problem = assertThrows(IOException.class, () -> read(List.of("\"Mode\"", "avgt")));
    assertTrue(String.valueOf(problem.getMessage()).contains("Benchmark"), problem::toString);
  }

  @Test
  void theSuiteComparesWhatItWrites() throws IOException {
    var scores = read(LINES);

    var metrics = new JmhSuite().metrics(scores.stream().map(Score::tree).toList());

    assertEquals(
        scores.stream().map(Score::id).toList(),
        metrics.stream().map(metric -> metric.id()).toList());
    assertEquals(812.5 - 3.25, metrics.getFirst().spread().min());
  }

  @Test
  void theReportHasATableForEachGroup() throws IOException {
    var blocks = JmhReport.sections(read(LINES)).getFirst().blocks();

    long tables = blocks.stream().filter(block -> block instanceof Block.Table).count();
    assertEquals(3, tables);
  }

  private List<Score> read(List<String> lines) throws IOException {
    return ScoreFile.read(Files.write(folder.resolve("scores.csv"), lines));
  }
}
