package dev.spinet.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import dev.spinet.cli.device.LinkedDevice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** spinet trace of the files that spinet sim w5500 writes: one run, told in four ways. */
@Timeout(120)
final class RecordedTraceTest {

  @TempDir private static Path folder;
  private final Captured pipe = Captured.pipe();

  @BeforeAll
  static void record() throws Exception {
    Path socket = folder.resolve("chip");
    try (var sim =
        RunningCommand.start(
            "sim",
            "w5500",
            "--unix",
            socket.toString(),
            "--trace",
            folder.resolve("bus.txt").toString(),
            "--trace",
            folder.resolve("bus.vcd").toString(),
            "--trace",
            folder.resolve("lan.pcap").toString(),
            "--trace",
            folder.resolve("lan.pcapng").toString())) {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var device =
              LinkedDevice.open(
                  Captured.pipe().terminal(),
                  Devices::open,
                  "w5500+unix:%s?ip=10.0.2.15/24&gateway=10.0.2.2".formatted(socket),
                  Duration.ofSeconds(30));
          var client = new dev.spinet.socket.Socket(device.driver())) {
        client.setTimeout(Duration.ofSeconds(30));
        client.connect("10.0.2.2", server.getLocalPort());
        client.sendAll("Hello World!");
        try (var peer = server.accept()) {
          assertEquals(12, peer.getInputStream().readNBytes(12).length);
        }
      }
      assertEquals(130, sim.end());
    }
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  /** What a line says, without the time, which is drawn differently. */
  private static List<String> withoutTime(String text) {
    return text.lines().map(line -> line.strip().replaceFirst("^[0-9.]+ +", "")).toList();
  }

  @Test
  void theWiresSayWhatTheTextSays() throws Exception {
    assertEquals(0, pipe.run(Devices::open, "trace", file("bus.vcd")), pipe.err());
    assertEquals(withoutTime(Files.readString(folder.resolve("bus.txt"))), withoutTime(pipe.out()));
    assertTrue(pipe.out().contains("S1_CR ← CONNECT"), pipe.out());
  }

  @Test
  void bothKindsOfCaptureSayTheSame() {
    var other = Captured.pipe();
    assertEquals(0, pipe.run(Devices::open, "trace", file("lan.pcap")), pipe.err());
    assertEquals(0, other.run(Devices::open, "trace", file("lan.pcapng")), other.err());
    assertEquals(withoutTime(pipe.out()), withoutTime(other.out()));
    assertTrue(pipe.out().contains("ARP  10.0.2.15 > 10.0.2.2  who has 10.0.2.2?"), pipe.out());
    assertTrue(pipe.out().contains("SYN ACK seq "), pipe.out());
    assertTrue(pipe.out().contains(", 12 bytes"), pipe.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bus.txt", "bus.vcd"})
  void filtersAndCounts(String name) throws Exception {
    int code =
        pipe.run(Devices::open, "trace", file(name), "--register", "VERSIONR", "--json", "-c", "1");
    assertEquals(0, code, pipe.err());
    var line = new ObjectMapper().readTree(pipe.out());
    assertTrue(line.at("/accesses/0/name").asText().contains("VERSIONR"), pipe.out());
    var connect =
        Pattern.compile("S([0-7])_CR ← CONNECT")
            .matcher(Files.readString(folder.resolve("bus.txt")));
    assertTrue(connect.find());
    String socket = connect.group(1);
    var summary = Captured.pipe();
    assertEquals(
        0, summary.run(Devices::open, "trace", file(name), "--socket=" + socket, "--summary"));
    String sent = "W S%s TX buffer +1 +15".formatted(socket);
    assertTrue(summary.out().lines().anyMatch(row -> row.matches(sent)), summary.out());
  }

  @ParameterizedTest
  @CsvSource({
    "trace lan.pcap --socket 1,     has packets of the network",
    "trace nothing.txt,             there is no file",
    "trace . ,                      is a directory",
    "trace bus.txt --socket 8,      sockets 0 to 7",
    "trace bus.txt --register Sn_X, there is no register",
    "trace bus.txt -c 0,            --count is 1 or more"
  })
  void refusesWhatCannotBe(String line, String sentence) {
    String[] words = line.strip().split(" ");
    words[1] = file(words[1]);
    assertEquals(2, pipe.run(Devices::open, words), pipe.err());
    assertTrue(pipe.err().contains(sentence), pipe.err());
  }

  @Test
  void saysWhatIsNoTrace() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes"), "some\nnotes\n");
    assertEquals(0, pipe.run(Devices::open, "trace", notes.toString()));
    assertTrue(pipe.err().contains("2 lines were none of a trace"), pipe.err());
    Path wires = Files.writeString(folder.resolve("w"), "$timescale 1 ns $end\n#0\n");
    assertEquals(2, Captured.pipe().run(Devices::open, "trace", wires.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "S1_CR,     S1_CR/IR/SR,       true",
    "S1_CR,     S2_CR,             false",
    "Sn_RX_RD,  S7_RX_RSR/RX_RD,   true",
    "sn_rx_rd,  S7_RX_RSR,         false",
    "MR,        S0_MR,             false",
    "MR,        MR…VERSIONR,       true",
    "GAR,       MR…VERSIONR,       true",
    "S0_TTL,    S0_MR…S0_KPALVTR,  true",
    "S0_RX_RD,  S0_MR…S0_TTL,      false",
    "S0_PORT,   S0_PORT[0],        true",
    "Sn_CR,     S1 RX buffer at 0, false"
  })
  void knowsWhichRegistersAnAccessHas(String wanted, String name, boolean matches)
      throws Exception {
    assertEquals(matches, RegisterFilter.parse(wanted).matches(new Access(name, false, "")), name);
  }
}
