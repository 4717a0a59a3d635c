package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.unix.ChipPins;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketInterruptLine;
import dev.spinet.simulator.unix.SpiSocketResetLine;
import dev.spinet.simulator.unix.SpiSocketServer;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets on a chip whose pins are on Unix-domain sockets. */
@Tag("slow")
final class UnixSocketContractTest {

  /** A chip that is served, and a driver that is its client. */
  private static final class Served implements AttachmentContract.Attachment {

    private final NamesOnDemand names = new NamesOnDemand();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Path directory = Files.createTempDirectory("spinet-unix-");
    private final W5500Lan lan;
    private final SpiSocketServer server;
    private final W5500 driver;

    Served(boolean lines) throws IOException {
      lan = new W5500Lan(1, names::address);
      var chip = lan.chips().getFirst();
      var pins = new ChipPins(chip, chip.interruptWire(), chip.resetWire(), List::of);
      var path = directory.resolve("chip");
      server = SpiSocketServer.open(path, pins, complaints::add);
      driver =
          W5500.on(
              SpiSocketBus.connect(path),
              new W5500Options()
                  .mac(MacAddress.parse("02:00:00:00:00:15"))
                  .address(
                      Board.address("10.0.2.15"),
                      Board.address("255.255.255.0"),
                      Board.address("10.0.2.2")),
              lines ? SpiSocketInterruptLine.connect(path) : null,
              lines ? SpiSocketResetLine.connect(path) : null);
      driver.link();
    }

    @Override
    public NetworkDriver driver() {
      return driver;
    }

    @Override
    public InetSocketAddress forward(int port) throws IOException {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return lan.gateway().forwardTcp(loopback, W5500Lan.address(0), port).address();
    }

    @Override
    public void serveNames() throws IOException {
      names.serve();
      driver.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.3");
    }

    @Override
    public void close() throws IOException {
      try (names;
          lan;
          server) {
        driver.close();
      }
      assertEquals(List.of(), complaints);
      try (var left = Files.list(directory)) {
        assertTrue(left.findAny().isEmpty());
      }
      Files.delete(directory);
    }
  }

  @Nested
  final class WithLines extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return new Served(true);
    }
  }

  @Nested
  final class WithoutLines extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return new Served(false);
    }
  }
}
