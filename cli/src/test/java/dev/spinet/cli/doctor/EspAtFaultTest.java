package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.doctor.Examination.Told;
import dev.spinet.cli.doctor.espat.NearModule;
import dev.spinet.cli.option.Timeout;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.ModuleScenario;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that the simulated module can have, and the finding that has to name it. Each module
 * but a few has a pseudo terminal of its own.
 */
@Tag("slow")
class EspAtFaultTest {

  @TempDir static Path folder;

  private static @Nullable Echo echo;
  private static @Nullable Ward<EspAtFaults.Row> ward;

  static List<EspAtFaults.Row> rows() {
    return EspAtFaults.rows();
  }

  @BeforeAll
  static void examine() throws IOException {
    var server = new Echo();
    echo = server;
    var password = Files.writeString(folder.resolve("password"), EspAtFaults.PASSWORD + "\n");
    ward = new Ward<>(rows(), row -> examine(row, password, server.port()));
  }

  private static Examination examine(EspAtFaults.Row row, Path password, int echoPort)
      throws IOException {
    var air = List.of(AccessPoint.of(EspAtFaults.SSID, EspAtFaults.PASSWORD));
    boolean echoes = row.manner() == EspAtFaults.Manner.ECHOING;
    var reach = echoes ? W5500Lan.Reach.HOST : W5500Lan.Reach.LAN;
    try (var lan = new EspAtLan(row.made(), air, reach)) {
      if (row.manner() == EspAtFaults.Manner.IMPATIENT) {
        begin(row, lan);
        return Examination.of(NearModule.examineImpatiently(lan, plan(row)));
      }
      if (row.manner() == EspAtFaults.Manner.LEAPING) {
        begin(row, lan);
        return Examination.of(NearModule.examineInLeaps(lan, plan(row)));
      }
      var arguments = new ArrayList<>(List.of("--ssid=" + EspAtFaults.SSID));
      arguments.add("--password-file=" + password);
      arguments.add("--timeout=" + row.patience());
      arguments.add(echoes ? "--name=10.0.2.2" : "--name=gateway.lan");
      if (echoes) {
        arguments.add("--echo=10.0.2.2:" + echoPort);
      }
      try (var port = EspAtPty.open(lan.module(), Optional.empty())) {
        begin(row, lan);
        arguments.add("esp32:" + port.path() + row.uriOptions());
        return Examination.byCommand(arguments);
      }
    }
  }

  private static void begin(EspAtFaults.Row row, EspAtLan lan) {
    ModuleScenario.parse(row.faults()).start(lan.module(), lan.radio(), lan.gateway(), _ -> {});
    row.armed().forEach(lan.module().faults()::arm);
  }

  private static Plan plan(EspAtFaults.Row row) {
    return new Plan(
        false,
        new Timeout.Converter().convert(row.patience()).duration(),
        Duration.ofSeconds(1),
        "gateway.lan",
        null,
        null,
        WifiNetwork.of(EspAtFaults.SSID, WifiSecurity.WIFI_WPA2, EspAtFaults.PASSWORD));
  }

  @AfterAll
  static void close() throws IOException {
    Objects.requireNonNull(echo).close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isNamed(EspAtFaults.Row row) throws Exception {
    var examination = Objects.requireNonNull(ward).of(row);
    String all = examination.toString();
    var named =
        examination.find(one ->
            one.is(row.check(), row.verdict())
                && (one.found() + ": " + one.advice()).contains(row.words()));
    var others =
        examination.told().stream()
            .filter(Told::isComplaint)
            .map(Told::check)
            .filter(check -> !check.equals(row.check()) && !row.also().contains(check))
            .toList();
    assertAll(
        () -> assertTrue(named.isPresent(), all),
        () -> assertEquals(List.of(), others, all),
        () -> assertEquals(examination.hasProblem(), examination.code() != 0, all),
        () -> assertEquals("", examination.err()));
  }
}
