package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.ModuleScenario;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that the simulated module can have, and the finding that has to name it. All patients
 * are examined at once, each on a pseudo terminal of its own.
 */
@Tag("slow")
class EspAtFaultTest {

  private static final int AT_ONCE = 16;
  private static final long LIMIT_SECONDS = 120;

  @TempDir static Path folder;

  private static final Map<EspAtFaults.Row, Future<Examination>> EXAMINATIONS = new HashMap<>();
  private static ServerSocket echo;

  private record Examination(int code, JsonNode json, String err) {}

  static List<EspAtFaults.Row> rows() {
    return EspAtFaults.rows();
  }

  @BeforeAll
  static void examine() throws IOException {
    echo = new ServerSocket(0);
    Thread.ofVirtual().start(EspAtFaultTest::serve);
    var password = Files.writeString(folder.resolve("password"), EspAtFaults.PASSWORD + "\n");
    try (var pool = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().factory())) {
      for (var row : rows()) {
        Callable<Examination> examination = () -> examine(row, password);
        EXAMINATIONS.put(row, pool.submit(examination));
      }
    }
  }

  private static void serve() {
    while (!echo.isClosed()) {
      try {
        Socket peer = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (peer) {
                peer.getInputStream().transferTo(peer.getOutputStream());
              } catch (IOException e) {
                // The connection was cut, which is the test.
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  private static Examination examine(EspAtFaults.Row row, Path password) throws IOException {
    var air = List.of(AccessPoint.of(EspAtFaults.SSID, EspAtFaults.PASSWORD));
    var reach = row.echoes() ? W5500Lan.Reach.HOST : W5500Lan.Reach.LAN;
    try (var lan = new EspAtLan(row.made(), air, reach);
        var port = EspAtPty.open(lan.module(), Optional.empty())) {
      ModuleScenario.parse(row.faults()).start(lan.module(), lan.radio(), lan.gateway(), _ -> {});
      row.armed().forEach(lan.module().faults()::arm);
      var arguments = new ArrayList<>(List.of("doctor", "--json", "--ssid=" + EspAtFaults.SSID));
      arguments.add("--password-file=" + password);
      arguments.add("--timeout=" + row.patience());
      arguments.add(row.echoes() ? "--name=10.0.2.2" : "--name=gateway.lan");
      if (row.echoes()) {
        arguments.add("--echo=10.0.2.2:" + echo.getLocalPort());
      }
      arguments.add("esp32:" + port.path() + row.uriOptions());
      var pipe = Captured.pipe();
      int code = pipe.run(Devices::open, arguments.toArray(String[]::new));
      return new Examination(code, new ObjectMapper().readTree(pipe.out()), pipe.err());
    }
  }

  @AfterAll
  static void close() throws IOException {
    echo.close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isNamed(EspAtFaults.Row row) throws Exception {
    var examination =
        Objects.requireNonNull(EXAMINATIONS.get(row)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    var findings = new ArrayList<JsonNode>();
    examination.json().get("findings").forEach(findings::add);
    String all = findings.stream().map(JsonNode::toString).reduce("", (a, b) -> a + "\n" + b);
    var named =
        findings.stream()
            .filter(finding -> finding.get("check").asText().equals(row.check()))
            .filter(finding -> finding.get("verdict").asText().equals(row.verdict()))
            .filter(finding -> text(finding).contains(row.words()))
            .findFirst();
    var others =
        findings.stream()
            .filter(
                finding -> List.of("warning", "problem").contains(finding.get("verdict").asText()))
            .map(finding -> finding.get("check").asText())
            .filter(check -> !check.equals(row.check()) && !row.also().contains(check))
            .toList();
    boolean problem = findings.stream().anyMatch(f -> f.get("verdict").asText().equals("problem"));
    assertAll(
        () -> assertTrue(named.isPresent(), all + examination.err()),
        () -> assertEquals(List.of(), others, all),
        () -> assertEquals(problem, examination.code() != 0, all),
        () -> assertEquals("", examination.err()));
  }

  private static String text(JsonNode finding) {
    return finding.get("found").asText() + ": " + finding.get("advice").asText();
  }
}
