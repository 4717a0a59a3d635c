package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.doctor.Examination.Told;
import dev.spinet.cli.doctor.espat.NearModule;
import dev.spinet.cli.relay.HostPort;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One command or answer is changed on the line. What it was about is in order, and the doctor has
 * to say both: that the network is well, and that the line is not.
 */
@Tag("slow")
class DamagedLineTest {

  private static final String CONNECT = "AT+CIPSTART";
  private static final String NO_SENSE =
      "problem wires.serial: 1 command made no sense to the module, and did when sent again";
  private static final String ONCE =
      "warning network.repairs: went wrong once, and well the next time: ";
  private static final String OUT_OF_STEP =
      "warning network.repairs: the driver put right: 1 time out of step";

  private static final List<Row> ROWS = rows();

  private static @Nullable Echo echo;
  private static @Nullable Ward<Row> ward;

  /**
   * A change and what it leads to.
   *
   * @param line what the line begins with
   * @param change what becomes of it
   * @param how the same in words
   * @param complaints what the doctor says that is not ok, in part
   */
  record Row(String line, UnaryOperator<String> change, String how, List<String> complaints) {

    @Override
    public String toString() {
      return line.strip() + " " + how;
    }
  }

  private static List<Row> rows() {
    var rows = new ArrayList<Row>();
    var commands = List.of("AT+CWLAP\r", "AT+CWJAP", "AT+PING", "AT+CIPDOMAIN", CONNECT);
    for (String command : commands) {
      rows.add(new Row(command, it -> it.substring(3), "without AT+", List.of(NO_SENSE)));
      rows.add(new Row(command, DamagedLineTest::flipped, "with a flipped bit", List.of(NO_SENSE)));
      rows.add(new Row(command, it -> it.charAt(0) + it, "with a byte twice", List.of(NO_SENSE)));
    }
    // The module takes the next command for the rest of it, and refuses both.
    for (String command : List.of("AT+CWLAP\r", "AT+PING", CONNECT)) {
      rows.add(new Row(command, String::strip, "without its end", List.of(NO_SENSE, OUT_OF_STEP)));
    }
    // The module does what it has understood, and says truly how that went.
    rows.add(otherwise("AT+CWJAP", "workshop", "wprkshop", "no access point of"));
    rows.add(
        otherwise("AT+CWJAP", "corn", "csrn", "\"workshop\" (WIFI_WPA2) refuses the password"));
    rows.add(otherwise("AT+PING", "10[.]", "10n", "the gateway 10.0.2.2 answers 3 of 4"));
    rows.add(otherwise("AT+CIPDOMAIN", "lan", "lam", "'gateway.lan' is not known"));
    rows.add(otherwise(CONNECT, "(,[0-9])[0-9]{4}", "$1", "10.0.2.2:"));
    rows.add(otherwise("+CWLAP:", "workshop", "wprkshop", "1 access point in reach, and not"));
    return rows;
  }

  private static String flipped(String command) {
    return command.substring(0, 4) + (char) (command.charAt(4) ^ 4) + command.substring(5);
  }

  private static Row otherwise(String line, String was, String becomes, String found) {
    return new Row(
        line,
        it -> it.replaceFirst(was, becomes),
        "with %s for %s".formatted(becomes, was),
        List.of(ONCE + found));
  }

  @BeforeAll
  static void examine() throws IOException {
    var server = new Echo();
    echo = server;
    ward = new Ward<>(ROWS, row -> examine(row, server.port()));
  }

  @AfterAll
  static void close() throws IOException {
    Objects.requireNonNull(echo).close();
  }

  private static Examination examine(Row row, int port) throws IOException {
    // Only a host of this machine accepts connections, and its names are not known there.
    boolean connects = row.line().equals(CONNECT);
    var reach = connects ? W5500Lan.Reach.HOST : W5500Lan.Reach.LAN;
    var air = List.of(AccessPoint.of(EspAtFaults.SSID, EspAtFaults.PASSWORD));
    try (var lan = new EspAtLan(EspAtOptions.DEFAULT, air, reach)) {
      var plan =
          new Plan(
              false,
              Duration.ofSeconds(20),
              Duration.ofSeconds(1),
              connects ? "10.0.2.2" : "gateway.lan",
              connects ? new HostPort("10.0.2.2", port) : null,
              null,
              WifiNetwork.of(EspAtFaults.SSID, WifiSecurity.WIFI_WPA2, EspAtFaults.PASSWORD));
      return Examination.of(NearModule.examineDamaged(lan, plan, row.line(), row.change()));
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void isNamed(Row row) throws Exception {
    var examination = Objects.requireNonNull(ward).of(row);
    String all = examination.toString();
    var complaints = examination.told().stream().filter(Told::isComplaint).toList();
    assertEquals(row.complaints().size(), complaints.size(), all);
    for (int i = 0; i < complaints.size(); i++) {
      var told = complaints.get(i);
      String text = "%s %s: %s".formatted(told.verdict(), told.check(), told.found());
      assertTrue(text.startsWith(row.complaints().get(i)), all);
      assertTrue(told.advice().contains("line"), all);
    }
    var tcp = examination.find(one -> one.is("network.tcp", "ok")).orElseThrow();
    String connected = row.line().equals(CONNECT) ? "connected to 10.0.2.2:" : "10.0.2.2 answers";
    assertTrue(tcp.found().startsWith(connected), all);
  }

  static List<Row> changes() {
    return ROWS;
  }
}
