package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that the simulated W5500 can have, and the finding that has to name it. */
@Tag("slow")
class DoctorFaultTest {

  /** Long enough for a busy machine where an answer comes. */
  private static final String PATIENT = "--timeout=20s";

  /** For what never comes. */
  private static final String BRIEF = "--timeout=4s";

  @TempDir static Path folder;

  private static @Nullable Echo echo;
  private static @Nullable Ward<Row> ward;

  /**
   * A fault and its finding.
   *
   * @param faults the scenario
   * @param options what to say besides
   * @param check who has to name it
   * @param verdict as what
   * @param words which words
   */
  record Row(String faults, String options, String check, String verdict, String words) {
    @Override
    public String toString() {
      return faults + " [" + check + "]";
    }
  }

  private static Row wires(String faults, String check, String verdict, String words) {
    return new Row(faults, PATIENT, check, verdict, words);
  }

  private static Row network(String faults, String check, String verdict, String words) {
    return new Row("at frame 0: " + faults, BRIEF, check, verdict, words);
  }

  private static Row data(String faults, String verdict, String words) {
    return new Row(faults, BRIEF + " --echo", "network.echo", verdict, words);
  }

  static List<Row> rows() {
    var rows = new ArrayList<Row>();
    rows.add(wires("seed 1", "wires.interrupt", "ok", "5 of 5"));
    rows.add(wires("at frame 0: stick miso low", "wires.echo", "problem", "stays low"));
    rows.add(wires("at frame 0: stick miso high", "wires.echo", "problem", "stays high"));
    rows.add(wires("at frame 0: stick mosi low", "wires.writes", "problem", "does not hear"));
    rows.add(wires("at frame 0: stick mosi high", "wires.writes", "problem", "does not hear"));
    rows.add(wires("at frame 0: shift miso", "wires.echo", "problem", "one bit late"));
    rows.add(wires("at frame 0: disturb above 12MHz", "wires.speed", "problem", "up to 12MHz"));
    rows.add(wires("at frame 0: stick interrupt high", "wires.interrupt", "problem", "stays high"));
    rows.add(wires("at frame 0: stick interrupt low", "wires.interrupt", "problem", "is low"));
    rows.add(wires("at frame 0: stick reset high", "wires.reset", "problem", "does not reset"));
    rows.add(wires("at frame 0: stick reset low", "wires.echo", "problem", "stays low"));
    rows.add(wires("at frame 0: version 0x51", "chip.version", "problem", "reads 51"));
    rows.add(wires("with probability 0.01 on byte: flip miso", "wires.writes", "problem", "back"));
    rows.add(
        wires("with probability 0.01 on byte: flip mosi", "wires.writes", "problem", "to the"));
    rows.add(wires("every 401 frames: brown-out", "chip.supply", "problem", "was reset"));
    rows.add(wires("every 401 frames: brown-out for 12ms", "chip.supply", "problem", "the chip"));
    rows.add(wires("every 401 frames: reset chip", "chip.supply", "problem", "the chip"));
    rows.add(wires("every 101 frames: zero addresses", "chip.supply", "problem", "to zero"));
    rows.add(
        wires("on command: hold command for ever", "chip.commands", "problem", "does not take"));
    rows.add(
        wires(
            "on command OPEN of socket 5: hold command for ever", "chip.commands", "problem", "5"));
    rows.add(
        wires("at frame 0: hold all commands for 7 reads", "chip.commands", "warning", "7 times"));
    rows.add(
        wires(
            "at frame 0: hold all commands of socket 5 for 200ms",
            "chip.commands",
            "warning",
            "late"));
    rows.add(wires("at frame 0: lose all SENDOK", "chip.sendok", "problem", "no SENDOK"));
    rows.add(wires("at frame 0: delay all SENDOK by 200ms", "chip.sendok", "warning", "late"));
    rows.add(wires("at frame 0: lose all interrupts", "wires.interrupt", "problem", "stays high"));
    rows.add(wires("at frame 0: lose interrupt", "wires.interrupt", "problem", "1 of 5"));
    rows.add(wires("at frame 0: lose all interrupt edges", "wires.interrupt", "problem", "edges"));
    rows.add(
        wires("at frame 0: delay all interrupts by 200ms", "wires.interrupt", "warning", "late"));
    rows.add(
        wires("at frame 0: spurious interrupt for 10min", "wires.interrupt", "problem", "is low"));
    rows.add(
        new Row(
            "at frame 0: garble all lengths as 9999",
            PATIENT + " --deep",
            "network.frames",
            "problem",
            "a length that cannot be"));
    rows.add(wires("every 100ms: link down for 50ms", "network.link", "problem", "lost its link"));
    rows.add(network("link down", "network.link", "problem", "no link"));
    packets(rows);
    servers(rows);
    return rows;
  }

  private static void packets(List<Row> rows) {
    for (String kind : List.of("", "udp ", "dhcp ")) {
      rows.add(network("lose all " + kind + "packets", "network.address", "problem", "DHCP"));
    }
    rows.add(network("lose all arp packets", "network.tcp", "problem", "ARP"));
    rows.add(network("lose all icmp packets", "network.gateway", "problem", "none of 4"));
    rows.add(
        new Row(
            "on every 2nd icmp packet to chip: lose packet",
            PATIENT,
            "network.gateway",
            "warning",
            "2 of 4"));
    rows.add(
        network("delay all icmp packets to chip by 500ms", "network.gateway", "warning", "needs"));
    rows.add(
        network("duplicate all icmp packets to chip", "network.gateway", "warning", "come twice"));
    rows.add(network("lose all dns packets", "network.names", "problem", "no answer"));
    for (String kind : List.of("tcp", "syn", "rst")) {
      rows.add(network("lose all " + kind + " packets", "network.tcp", "problem", ""));
    }
    rows.add(data("at frame 0: lose all data packets to chip", "problem", "after 0 KiB"));
    rows.add(data("on 5th data packet to chip: reset connections", "problem", "reset"));
    rows.add(data("on 5th data packet to chip: finish connections", "problem", "ended"));
    // What TCP and the driver put up with must not be called a problem.
    for (String harmless :
        List.of(
            "duplicate all tcp packets",
            "delay all data packets by 5ms",
            "lose all fin packets",
            "tear all reads of Sn_RX_RSR",
            "tear all reads of Sn_TX_FSR",
            "hold all commands for 2 reads")) {
      rows.add(
          new Row("at frame 0: " + harmless, PATIENT + " --echo", "network.echo", "ok", "64 KiB"));
    }
  }

  private static void servers(List<Row> rows) {
    rows.add(network("dhcp silent", "network.address", "problem", "DHCP"));
    rows.add(network("dhcp refusing", "network.address", "problem", "DHCP"));
    for (String mode : List.of("silent", "garbage", "wrong-id")) {
      rows.add(network("dns " + mode, "network.names", "problem", "no answer"));
    }
  }

  @BeforeAll
  static void examine() throws IOException {
    var server = new Echo();
    echo = server;
    ward = new Ward<>(rows(), row -> examine(row, server.port()));
  }

  private static Examination examine(Row row, int echoPort) throws IOException {
    var file = Files.createTempFile(folder, "row", ".faults");
    Files.writeString(file, row.faults() + "\n");
    boolean talks = row.options().endsWith("--echo");
    var arguments =
        new ArrayList<>(
            List.of(
                "--watch=200ms",
                talks ? "--name=10.0.2.2" : "--name=gateway.lan",
                "sim:w5500?net=" + (talks ? "host" : "lan") + "&faults=" + file));
    for (String option : row.options().split(" ", -1)) {
      arguments.add(option.equals("--echo") ? "--echo=10.0.2.2:" + echoPort : option);
    }
    return Examination.byCommand(arguments);
  }

  @AfterAll
  static void close() throws IOException {
    Objects.requireNonNull(echo).close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isNamed(Row row) throws Exception {
    var examination = Objects.requireNonNull(ward).of(row);
    String all = examination.toString();
    var named =
        examination.find(
            one -> one.is(row.check(), row.verdict()) && one.found().contains(row.words()));
    assertAll(
        () -> assertTrue(named.isPresent(), all),
        () ->
            assertTrue(row.verdict().equals("ok") || !named.orElseThrow().advice().isEmpty(), all),
        () -> assertEquals(row.verdict().equals("problem"), examination.hasProblem(), all),
        () -> assertEquals(examination.hasProblem(), examination.code() != 0, all),
        () -> assertEquals("", examination.err()));
  }
}
