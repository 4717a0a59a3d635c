package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.espat.VirtualSerialLink;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenario files of a Wi-Fi module. */
final class ModuleScenarioTest {

  /** A module with a scenario, and somebody who types. */
  private static final class Bench implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final VirtualLan lan = new VirtualLan(clock);
    private final Radio radio = new Radio();
    private final UserNetwork gateway;
    private final EspAtModule module;
    private final VirtualSerialLink serial;
    private final Arena arena = Arena.ofConfined();
    private final List<String> injected = new ArrayList<>();

    Bench() throws IOException {
      gateway = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
      radio.add(AccessPoint.of("home", "wireless"), lan);
      module = new EspAtModule(clock, radio, EspAtOptions.DEFAULT);
      serial = new VirtualSerialLink(module, clock, EspAtOptions.DEFAULT.baud(), Duration.ZERO);
      listen();
    }

    void start(String scenario) {
      ModuleScenario.parse(scenario).start(module, radio, gateway, injected::add);
    }

    String listen() throws IOException {
      var heard = new StringBuilder();
      MemorySegment buffer = arena.allocate(4096);
      int n = 1;
      while (n > 0) {
        n = serial.read(buffer, 0, 4096, TimeUnit.MILLISECONDS.toNanos(10));
        byte[] bytes = buffer.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
        heard.append(new String(bytes, StandardCharsets.ISO_8859_1));
      }
      return heard.toString();
    }

    String ask(String command) throws IOException {
      byte[] bytes = (command + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      serial.write(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), 0, bytes.length, 0);
      return listen();
    }

    @Override
    public void close() {
      serial.close();
      module.close();
      gateway.close();
      arena.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at 60min: reboot|<><OK><>",
        "on command: lose result|",
        "on command CIPSEND: reboot|<><OK><>",
        "on command CMD: reboot|<><OK><>",
        "on every command, at most 1 time: reboot|<><ready><>",
        "on 2nd command: reboot|<><OK><>",
        "on command: busy for 1s|<><busy p...><>",
        "on command: say 4,CLOSED # a comment|<4,CLOSED><><OK><>",
        "at byte 2 to host: lose 4 bytes|<><>",
        "with probability 0 on command: flip 0x04 to host|<><OK><>",
        "at byte 0 to host: duplicate byte|<><OK><>",
        "at byte 2 to host: flip 0x20|<><oK><>",
      })
  void whatIsWrittenHappens(String scenario, @Nullable String expected) throws Exception {
    try (var bench = new Bench()) {
      bench.ask("ATE0");
      bench.start(scenario);
      String heard = bench.ask("AT");
      String shown = heard.isEmpty() ? "" : "<" + heard.replace("\r", "").replace("\n", "><") + ">";
      assertEquals(expected == null ? "" : expected, shown);
    }
  }

  @Test
  void timesAreThoseOfTheSimulation() throws Exception {
    try (var bench = new Bench()) {
      bench.start(
          """
          # Twice nothing in the air.
          seed 7
          at 50ms: air silent for 50ms
          every 1s, at most 3 times: disassociate
          """);
      assertEquals(1, bench.radio.accessPoints().size());
      bench.clock.advance(Duration.ofMillis(60));
      assertEquals(0, bench.radio.accessPoints().size());
      bench.clock.advance(Duration.ofMillis(60));
      assertEquals(1, bench.radio.accessPoints().size());
      bench.clock.advance(Duration.ofSeconds(10));
      assertEquals(4, bench.injected.size(), bench.injected::toString);
      assertEquals("0.050000: air silent for 50ms", bench.injected.getFirst());
    }
  }

  @Test
  void everyFaultOfTheManualIsUnderstood() {
    var text =
        """
        at 1s: lose 3 bytes to module
        at 1s: flip
        at 1s: duplicate byte to module
        at 1s: noise 0.001 for 5s
        at 1s: noise 0.001 to module
        at 1s: reboot
        at 1s: busy for 200ms
        at 1s: lose 2 results
        at 1s: delay result by 3s
        on every 3rd command AT+CIPSEND: fail send
        on command CIPSEND: fail 2 sends half sent
        on command CIPSEND: fail send then ok
        at 1s: drop link 4
        at 1s: disassociate
        at 1s: air silent
        at 1s: say 0,CLOSED
        at 1s: reset connections
        at 1s: finish connections
        at 1s: dhcp silent for 10s
        at 1s: dns wrong-id
        at byte 4000 to module: lose byte
        """;
    assertEquals(21, ModuleScenario.parse(text).rules().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at 1s reboot|line 1: 'reboot' is not understood",
        "at 1s: explode|line 1: 'explode' is not understood; expected what happens",
        "on command CIPSEND reboot|line 1: 'reboot' is not understood",
        "at byte 3 to host: reboot|line 1: 'reboot' does not happen to a byte to host",
        "at byte 3 to host: lose byte to module|line 1: 'lose byte to module' does not happen",
        "at 1s: drop link 5|line 1: '5' is not understood; expected the number of a link, 0 to 4",
        "at 1s: busy|line 1: the line ends here; expected 'for'",
        "at 1s: say|line 1: the line ends here; expected a line for the module to say",
      })
  void mistakesAreNamed(String scenario, String message) {
    var error = assertThrows(ScenarioSyntaxException.class, () -> ModuleScenario.parse(scenario));
    assertTrue(String.valueOf(error.getMessage()).startsWith(message), error::getMessage);
  }
}
