package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.cli.Captured;
import dev.spinet.cli.Spinet;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spinet demo on a device that is this machine's loopback: options, output, and how it fails. */
class DemoCommandTest {

  private static final String SMALL = "--size=100001";

  private final Captured pipe = Captured.pipe();

  @AfterEach
  void leaveNoInterrupt() {
    assertFalse(Thread.interrupted(), "the interrupt status leaked into the next test");
  }

  private static OpenDevice.Opener failing(Exception failure) {
    return uri -> {
      switch (failure) {
        case IOException e -> throw e;
        case UsageException e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new AssertionError(failure);
      }
    };
  }

  private void assertComplains(String sentence) {
    assertTrue(pipe.err().contains("spinet: " + sentence), pipe.err());
    assertFalse(pipe.err().contains("\tat "), pipe.err());
  }

  @Test
  void tellsTheStoryToAPipe() {
    int code = pipe.run(LoopbackDevice.honest(), "demo", SMALL);
    String out = pipe.out();
    assertAll(
        () -> assertEquals(0, code, pipe.err()),
        () -> assertTrue(out.contains("Device    loopback\n"), out),
        () ->
            assertTrue(out.contains("said \"Hello World!\" to the TCP server at 127.0.0.1:"), out),
        () -> assertTrue(out.contains("it said the same 12 bytes"), out),
        () -> assertTrue(out.contains("97.7 KiB from http://127.0.0.1:"), out),
        () -> assertTrue(out.contains("SHA-256 as served: "), out),
        () -> assertTrue(out.contains("frames"), out),
        () -> assertFalse(out.contains("\033"), "escape sequences in a pipe"));
  }

  @Test
  void drawsABarOnATerminalAndTakesItAway() {
    Captured terminal = Captured.terminal(80);
    assertEquals(0, terminal.run(LoopbackDevice.honest(), "demo", SMALL));
    assertTrue(terminal.err().contains("Download  ▕"), terminal.err());
    assertTrue(terminal.err().endsWith("\r\033[K"), terminal.err());
    assertFalse(terminal.out().contains("▕"), terminal.out());
  }

  @Test
  void wrapsAtTheEdgeOfANarrowTerminal() {
    Captured terminal = Captured.terminal(40);
    assertEquals(0, terminal.run(LoopbackDevice.honest(), "demo", SMALL));
    List<String> tooLong =
        terminal
            .out()
            .lines()
            .map(line -> line.replaceAll("\033\\[[0-9;]*m", ""))
            .filter(line -> line.length() >= 40)
            // A word that is longer than the terminal has nowhere to break.
            .filter(line -> line.strip().contains(" "))
            .toList();
    assertEquals(List.of(), tooLong);
  }

  @Test
  void printsOneJsonObject() throws Exception {
    int code =
        pipe.run(LoopbackDevice.honest(), "demo", "--json", SMALL, "--device", "x:\"\\\u00e9");
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    assertAll(
        () -> assertEquals(0, code, pipe.err()),
        () -> assertEquals(1, pipe.out().lines().count()),
        () -> assertEquals("", pipe.err()),
        () -> assertEquals("demo", json.get("command").asText()),
        () -> assertEquals("x:\"\\\u00e9", json.get("deviceUri").asText()),
        () -> assertTrue(json.get("ok").asBoolean()),
        () -> assertEquals(0, json.get("exitCode").asInt(-1)),
        () -> assertFalse(json.has("error")),
        () -> assertEquals("loopback", json.at("/device/name").asText()),
        () -> assertEquals(8, json.at("/link/prefixLength").asInt()),
        () -> assertEquals("02:00:00:00:00:01", json.at("/link/mac").asText()),
        () -> assertEquals("Hello World!", json.at("/echo/text").asText()),
        () -> assertEquals(12, json.at("/echo/bytes").asInt()),
        () -> assertEquals(100001, json.at("/download/bytes").asInt()),
        () -> assertTrue(json.at("/download/sha256").asText().matches("[0-9a-f]{64}")),
        () -> assertTrue(json.at("/download/bytesPerSecond").asDouble() > 0),
        () -> assertEquals(24, json.at("/bus/echo/payloadBytes").asInt()),
        () -> assertTrue(json.at("/bus/download/payloadBytes").asInt() > 100001),
        () ->
            assertEquals(
                json.at("/bus/total/busBytes").asLong(),
                json.at("/bus/start/busBytes").asLong()
                    + json.at("/bus/echo/busBytes").asLong()
                    + json.at("/bus/download/busBytes").asLong()));
  }

  @Test
  void printsOneJsonObjectAfterAFailureToo() throws Exception {
    int code =
        pipe.run(
            failing(new BusException("/dev/spidev9.9", "cannot open /dev/spidev9.9", 2)),
            "demo",
            "--json");
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    assertEquals(3, code);
    assertFalse(json.get("ok").asBoolean());
    assertEquals(3, json.get("exitCode").asInt());
    assertEquals("cannot open /dev/spidev9.9", json.get("error").asText());
    assertComplains("cannot open /dev/spidev9.9");
  }

  @Test
  void isTheSameDownloadEveryTime() throws Exception {
    Captured again = Captured.pipe();
    pipe.run(LoopbackDevice.honest(), "demo", "--json", SMALL);
    again.run(LoopbackDevice.honest(), "demo", "--json", SMALL);
    var mapper = new ObjectMapper();
    assertEquals(
        mapper.readTree(pipe.out()).at("/download/sha256"),
        mapper.readTree(again.out()).at("/download/sha256"));
  }

  @Test
  void noticesAnEchoThatIsBent() {
    int code =
        pipe.run(
            LoopbackDevice.opener((bytes, before) -> bytes.put(0, (byte) (bytes.get(0) ^ 1))),
            "demo",
            SMALL);
    assertEquals(5, code);
    assertComplains("said 'Hello World!' to the echo server, and heard 'Iello World!'");
  }

  @Test
  void noticesOneBitInADownload() {
    // Far into the body, where the head cannot be.
    LoopbackDevice.Damage oneBit =
        (bytes, before) -> {
          long wanted = 50_000 - before;
          if (wanted >= 0 && wanted < bytes.limit()) {
            int at = (int) wanted;
            bytes.put(at, (byte) (bytes.get(at) ^ 0x10));
          }
        };
    int code = pipe.run(LoopbackDevice.opener(oneBit), "demo", SMALL);
    assertEquals(5, code);
    assertComplains("the download is not what the server sent");
  }

  @Test
  void noticesAServerThatHangsUp() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var connection = server.accept()) {
              byte[] hello = connection.getInputStream().readNBytes(12);
              connection.getOutputStream().write(hello, 0, 5);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      int code =
          pipe.run(
              LoopbackDevice.honest(),
              "demo",
              "--echo-server",
              "127.0.0.1:" + server.getLocalPort());
      assertEquals(5, code);
      assertComplains("said 'Hello World!' to the echo server, and heard 'Hello' (5 of 12 bytes)");
    }
  }

  @Test
  void namesARefusedConnection() throws Exception {
    // A port that is taken, so that nobody else listens there, and does not listen.
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int code =
          pipe.run(
              LoopbackDevice.honest(),
              "demo",
              "--echo-server",
              "127.0.0.1:" + taken.getLocalPort());
      assertEquals(4, code);
      assertComplains("/127.0.0.1 refused the connection");
    }
  }

  @Test
  void namesATimeOut() throws Exception {
    // Accepts by the backlog and never answers.
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code =
          pipe.run(
              LoopbackDevice.honest(),
              "demo",
              "--timeout=50ms",
              "--echo-server=127.0.0.1:" + server.getLocalPort());
      assertEquals(4, code);
      assertTrue(pipe.err().contains("50 ms"), pipe.err());
    }
  }

  @Test
  void endsWhenInterruptedAndClosesTheDevice() throws Exception {
    var device = new LoopbackDevice((bytes, before) -> {});
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.currentThread().interrupt();
      int code =
          pipe.run(
              uri -> device.open(), "demo", "--echo-server=127.0.0.1:" + server.getLocalPort());
      assertTrue(Thread.interrupted(), "the interrupt status was lost");
      assertEquals(130, code);
      assertTrue(device.isClosed());
      assertComplains("interrupted");
    }
  }

  @Test
  void givesEachKindOfFailureItsCode() {
    assertEquals(3, pipe.run(failing(new ChipNotFoundException("no W5500")), "demo"));
    assertEquals(4, pipe.run(failing(new LinkDownException("no cable")), "demo"));
    assertEquals(4, pipe.run(failing(new HostUnreachableException("no route")), "demo"));
    assertEquals(4, pipe.run(failing(new ConnectionResetException("a reset")), "demo"));
    assertEquals(3, pipe.run(failing(new ChipResetException("no power")), "demo"));
    assertEquals(2, pipe.run(failing(new UsageException("unknown scheme")), "demo"));
    assertEquals(1, pipe.run(failing(new IllegalStateException("a fault")), "demo"));
    assertTrue(pipe.err().contains("spinet: no W5500\n"), pipe.err());
    assertTrue(
        pipe.err().contains("spinet: unknown scheme\nTry 'spinet demo --help'.\n"), pipe.err());
    assertTrue(pipe.err().contains("a fault of spinet itself"), pipe.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --size=0              | '0' is not a size
          --size=lots           | 'lots' is not a size: it should look like 8MiB
          --timeout=-1s         | '-1s' is not a time-out
          --timeout=2days       | '2days' is not a time-out: it should look like 10s
          --server-address=here | --server-address takes an IPv4 address such as 192.168.1.10, not 'here'
          --server-address=::1  | --server-address takes an IPv4 address
          --echo-server=host:7  | --echo-server takes an IPv4 address
          --echo-server=1.2.3.4 | --echo-server takes an IPv4 address and a port
          --echo-server=1.2.3.4:0 | --echo-server takes an IPv4 address and a port
          --frobnicate          | '--frobnicate' is not an option or an argument of spinet demo
          extra                 | 'extra' is not an option or an argument of spinet demo
          """)
  void refusesWrongOptions(String option, String sentence) {
    assertEquals(2, pipe.run(LoopbackDevice.honest(), "demo", option));
    assertTrue(pipe.err().contains(sentence), pipe.err());
    assertTrue(pipe.err().endsWith("Try 'spinet demo --help'.\n"), pipe.err());
    assertEquals("", pipe.out());
  }

  @Test
  void namesTheAddressesOfThisMachineWhenAnotherIsGiven() {
    int code = pipe.run(LoopbackDevice.honest(), "demo", "--server-address=192.0.2.1");
    assertEquals(2, code);
    assertTrue(pipe.err().contains("no server can listen on 192.0.2.1"), pipe.err());
    assertTrue(pipe.err().contains("127.0.0.1"), pipe.err());
  }

  @Test
  void addsTheStackTraceWhenAsked() {
    assertEquals(4, pipe.run(failing(new LinkDownException("no cable")), "demo", "--verbose"));
    assertTrue(pipe.err().contains("spinet: no cable\n"), pipe.err());
    assertTrue(pipe.err().contains("\tat dev.spinet"), pipe.err());
    Captured before = Captured.pipe();
    before.run(failing(new LinkDownException("no cable")), "--verbose", "demo");
    assertTrue(before.err().contains("\tat dev.spinet"), before.err());
  }

  @Test
  void explainsItselfAndItsExitCodes() {
    assertEquals(0, pipe.run(LoopbackDevice.honest(), "demo", "--help"));
    String out = pipe.out().replaceAll("\\s+", " ");
    assertAll(
        () -> assertTrue(out.contains("--device"), out),
        () -> assertTrue(out.contains("default: sim:w5500"), out),
        () -> assertTrue(out.contains("default: 8MiB"), out),
        () -> assertTrue(out.contains("Exit codes:"), out),
        () -> assertTrue(out.contains("130"), out),
        () -> assertFalse(out.contains("\033"), "escape sequences in a pipe"));
  }

  @Test
  void wantsACommand() {
    assertEquals(2, pipe.run(LoopbackDevice.honest()));
    assertTrue(pipe.err().contains("name a command"), pipe.err());
    assertEquals(2, pipe.run(LoopbackDevice.honest(), "dem"));
    assertTrue(pipe.err().contains("Did you mean 'demo'?"), pipe.err());
  }

  @ParameterizedTest
  @CsvSource({"nosuch, ''", "bnech, bench", "docter, doctor", "x, ''", "demo --jsn, --json"})
  void suggestsOnlyWhatIsNear(String typed, String meant) {
    assertEquals(2, pipe.run(LoopbackDevice.honest(), typed.split(" ")));
    assertEquals(!meant.isEmpty(), pipe.err().contains("Did you mean"), pipe.err());
    assertTrue(pipe.err().contains(meant), pipe.err());
  }

  @Test
  void fitsItsHelpIntoEightyColumns() {
    assertEquals(0, pipe.run(LoopbackDevice.honest(), "demo", "--help"));
    List<String> tooLong = pipe.out().lines().filter(line -> line.length() > 80).toList();
    assertEquals(List.of(), tooLong);
    assertEquals(0, pipe.run(LoopbackDevice.honest(), "--help"));
    assertTrue(pipe.out().contains("Commands:"), pipe.out());
  }

  @Test
  void saysItsVersion() {
    assertEquals(0, pipe.run(LoopbackDevice.honest(), "--version"));
    assertTrue(pipe.out().matches("spinet [0-9].*\\n"), pipe.out());
  }

  @Test
  void doesNotCallAFullDiskSuccess() {
    var full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            },
            true,
            StandardCharsets.UTF_8);
    int code =
        Spinet.run(
            new Terminal(full, pipe.terminal().err(), false, false, false, false, () -> 0),
            LoopbackDevice.honest(),
            "demo",
            "--json",
            SMALL);
    assertEquals(1, code);
    assertTrue(pipe.err().contains("standard output cannot be written"), pipe.err());
  }
}
