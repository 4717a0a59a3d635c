package dev.spinet.drivers.w5500.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.simulator.scenario.ScenarioRun;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver on a chip with a scenario: the data are intact, or the error has a name. */
@Timeout(60)
final class ScenarioDriverTest {

  /** A server of this machine that sends back what it gets. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    Echo() throws IOException {
      Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
      try (var connection = server.accept()) {
        connection.getInputStream().transferTo(connection.getOutputStream());
      } catch (IOException e) {
        // The client misses the bytes and says so.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** A driver on a chip behind a gateway, with a scenario between them. */
  private static final class Bench implements AutoCloseable {
    private final RealTimeClock clock = new RealTimeClock();
    private final UserNetwork gateway;
    private final ScenarioRun run;
    private final W5500 driver;

    Bench(String scenario) throws IOException {
      var lan = new VirtualLan(clock);
      gateway = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
      var chip = new W5500Chip(clock, lan.newPort("chip"));
      run = Scenario.parse(scenario).start(chip, gateway);
      driver =
          W5500.on(
              new SimulatedSpiBus(run.spi(), "sim"),
              new W5500Options()
                  .mac(MacAddress.parse("02:53:50:4e:00:15"))
                  .address(address("10.0.2.15"), address("255.255.255.0"), address("10.0.2.2")),
              new SimulatedInterruptLine(chip.interruptWire()),
              new SimulatedResetLine(chip.resetWire()));
    }

    private static Inet4Address address(String text) {
      return (Inet4Address) InetAddress.ofLiteral(text);
    }

    Socket connect(Echo echo) throws IOException {
      driver.link(Duration.ofSeconds(20));
      var socket = new Socket(driver);
      socket.setTimeout(20_000);
      socket.connect("10.0.2.2", echo.server.getLocalPort());
      return socket;
    }

    @Override
    public void close() throws IOException {
      run.close();
      try {
        driver.close();
      } finally {
        gateway.close();
        clock.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at frame 0: tear all reads of Sn_RX_RSR\nat frame 0: tear all reads of Sn_TX_FSR",
        "at frame 0: hold all commands for 2 reads",
        "every 1ms: spurious interrupt for 100us",
        "with probability 0.02 on packet: lose packet",
        "with probability 0.05 on packet: duplicate packet",
        "with probability 0.05 on packet: delay packet by 2ms",
      })
  void dataAreIntact(String scenario) throws Exception {
    var sent = new byte[100_000];
    new Random(5).nextBytes(sent);
    try (var echo = new Echo();
        var bench = new Bench(scenario);
        var socket = bench.connect(echo)) {
      var writing =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  socket.outputStream().write(sent);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  // The reader misses the bytes and says so.
                }
              });
      assertArrayEquals(sent, socket.inputStream().readAllBytes());
      writing.join();
      assertTrue(bench.run.count() > 0);
    }
  }

  /** The receiver is parked already when the command is given that the chip is slow to accept. */
  @Test
  void theEndOfSendingArrivesAlthoughTheChipIsSlow() throws Exception {
    try (var echo = new Echo();
        var bench = new Bench("on command DISCON: hold command for 3 reads");
        var socket = bench.connect(echo)) {
      var received = new AtomicInteger();
      var receiving =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  received.set(socket.inputStream().read());
                } catch (IOException e) {
                  received.set(-2);
                }
              });
      while (receiving.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      socket.shutdownOutput();
      receiving.join();
      assertEquals(-1, received.get());
      assertEquals(1, bench.run.count());
    }
  }

  private static <T extends IOException> void assertEndsIn(Class<T> cause, String scenario)
      throws Exception {
    try (var echo = new Echo();
        var bench = new Bench(scenario);
        var socket = bench.connect(echo)) {
      socket.outputStream().write(1);
      assertEquals(1, socket.inputStream().read());
      assertThrows(
          cause,
          () -> {
            socket.outputStream().write(1);
            socket.inputStream().read();
          });
      assertEquals(1, bench.run.count());
    }
  }

  @Test
  void resetByTheHostHasItsName() throws Exception {
    assertEndsIn(ConnectionResetException.class, "on 2nd command SEND: reset connections");
  }

  @Test
  void brownOutHasItsName() throws Exception {
    assertEndsIn(ChipResetException.class, "on 2nd command SEND: brown-out");
  }
}
