package dev.spinet.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class BenchCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;

  private static Captured run(int code, String... arguments) {
    var line = new ArrayList<>(List.of("bench"));
    line.addAll(List.of(arguments));
    var pipe = Captured.pipe();
    assertEquals(code, pipe.run(Devices::open, line.toArray(String[]::new)), pipe.err());
    return pipe;
  }

  private String store(String name, String text) throws IOException {
    return Files.writeString(temporary.resolve(name), text).toString();
  }

  /** What is printed can be compared with, in a file of its own or as a part of one. */
  @Test
  @Tag("slow")
  void printsAndComparesTheLedger() throws Exception {
    var printed = run(0, "ledger", "--json", "-");
    assertEquals(1, printed.out().lines().count());
    assertTrue(printed.err().startsWith("ledger 1/"), printed.err());
    var rows = (ArrayNode) JSON.readTree(printed.out());
    for (JsonNode row : rows) {
      var names = new ArrayList<String>();
      row.fieldNames().forEachRemaining(names::add);
      assertEquals(List.of("op", "n", "frames", "bytes", "ioctls"), names);
    }

    var same = compareWithTheSame(store("same.json", rows.toString()));
    assertTrue(same.out().contains("135 exact counts are equal"), same.out());

    change(rows.get(0), "frames", -1);
    change(rows.get(1), "bytes", 1);
    var gone = ((ObjectNode) rows.remove(2)).put("op", "teleport");
    String other = store("other.json", rows.add(gone).toString());
    var worse = run(6, "ledger", "--baseline", other, "--json", "-");
    for (String text :
        List.of(
            "Regressions of exact counts",
            "tcp-recv-stream n=1 frames",
            "Exact counts that are better",
            "tcp-recv-stream n=64 bytes",
            "Not in the baseline",
            "tcp-recv-stream n=536 ioctls",
            "Exact counts that are missing now",
            "teleport")) {
      assertTrue(worse.err().contains(text), () -> text + " in " + worse.err());
    }
    assertEquals(printed.out(), worse.out());
  }

  private static void change(JsonNode row, String member, int by) {
    ((ObjectNode) row).put(member, row.get(member).asInt() + by);
  }

  private Captured compareWithTheSame(String baseline) throws IOException {
    Path file = temporary.resolve("now.json");
    Path report = temporary.resolve("a/report");
    var pipe =
        run(
            0,
            "ledger",
            "--baseline",
            baseline,
            "--json",
            file.toString(),
            "--report",
            report.toString());
    JsonNode document = JSON.readTree(file.toFile());
    assertEquals("spinet-bench", document.get("format").asText());
    assertEquals(1, document.get("version").asInt());
    assertTrue(document.get("environment").has("java"));
    assertTrue(document.at("/suites/ledger/0/op").isTextual());
    assertTrue(pipe.out().contains("tcp-recv-deferred"), pipe.out());
    String page = Files.readString(report.resolve("index.html"));
    assertTrue(page.contains("<svg "), "no chart");
    assertTrue(page.contains("./spinet bench ledger"), "no command");
    return pipe;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{              | is not JSON: it ends too early, line 1, column 2",
        "nonsense       | is not JSON: a value was expected, line 1, column 1",
        "{\"a\":1}      | it is no result of this benchmark",
        "7              | should be a JSON object",
        "null           | should be a JSON object",
        "{\"format\":\"spinet-bench\",\"version\":2,\"environment\":{},\"suites\":{}} | version 2",
        "[{\"op\":\"close\",\"n\":0}] | ledger[0] has no number 'frames'",
        "{\"format\":\"spinet-bench\",\"version\":1,\"environment\":{},\"suites\":{\"x\":[]}} | results of x",
      })
  void saysWhatIsWrongWithTheBaselineAtOnce(String text, String expected) throws Exception {
    var pipe = run(2, "ledger", "--baseline", store("bad.json", text));
    assertTrue(pipe.err().contains(expected), pipe.err());
    assertFalse(pipe.err().contains("ledger 1/"), "it has run before it said so");
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() {
    assertTrue(run(2, "lodger").err().contains("there is no benchmark 'lodger'"));
    assertTrue(run(2, "ledger", "--json", "").err().contains("--json takes"));
    assertTrue(run(2, "ledger", "--json", "/nowhere/x.json").err().contains("cannot be written"));
    assertTrue(run(2, "ledger", "--report", "/proc/x").err().contains("cannot be made"));
    assertTrue(run(2, "ledger", "--report", "/proc/sys").err().contains("nothing can be written"));
    assertTrue(run(2, "ledger", "--baseline", "/nowhere").err().contains("there is no file"));
  }

  @Test
  void helpNamesTheParts() {
    var help = run(0, "--help").out();
    for (String part : Part.names()) {
      assertTrue(help.contains("  " + part + " "), part);
    }
    assertFalse(help.contains("{parts}"), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
  }

  @Test
  void endsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    var pipe = run(130, "ledger", "--json", "-");
    assertEquals("", pipe.out());
    assertFalse(Thread.interrupted(), "the interrupt is left over");
  }
}
