package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets through device files, with the simulated chip in another process. */
@Tag("fuse")
@Tag("slow")
final class VirtualDeviceContractTest {

  /** A contract with two drivers at once needs as many chips. */
  private static final int CHIPS = 2;

  /** A chip that no driver is using. */
  private static final BlockingQueue<Served> FREE = new ArrayBlockingQueue<>(CHIPS);

  /** A process with a chip. */
  private record Served(VirtualDeviceProcess process, Path directory) {}

  private static @Nullable Path directory;

  @BeforeAll
  static void start() throws IOException {
    assertTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse: modprobe fuse");
    directory = Files.createTempDirectory("spinet-driver-").toRealPath();
    for (int i = 0; i < CHIPS; i++) {
      var place = Streams.present(directory).resolve("dev" + i);
      FREE.add(
          new Served(
              VirtualDeviceProcess.start(place, "w5500", List.of(), List.of(), List.of()), place));
    }
  }

  @AfterAll
  static void end() throws IOException {
    assertEquals(CHIPS, FREE.size());
    for (var served : FREE) {
      served.process().close();
    }
    FREE.clear();
    Files.delete(Streams.present(directory));
  }

  private record Opened(W5500 chip, Served served, NamesOnDemand names, @Nullable LinePool pool)
      implements AttachmentContract.Attachment {

    @Override
    public NetworkDriver driver() {
      return chip;
    }

    @Override
    public InetSocketAddress forward(int port) throws IOException {
      return served.process().forwardTcp(port);
    }

    @Override
    public void serveNames() throws IOException {
      served.process().resolveAt(names.serve());
      chip.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.3");
    }

    @Override
    public void close() throws IOException {
      try (names;
          pool) {
        chip.close();
      } finally {
        FREE.add(served);
      }
    }
  }

  private static AttachmentContract.Attachment attach(boolean lines) throws IOException {
    var served = Streams.present(FREE.poll());
    var pool = lines ? LinePool.open(served.directory(), 2) : null;
    var driver =
        W5500.open(
            served.process().spidev().toString(),
            options -> {
              options
                  .mac(MacAddress.parse("02:00:00:00:00:15"))
                  .address(
                      Board.address("10.0.2.15"),
                      Board.address("255.255.255.0"),
                      Board.address("10.0.2.2"));
              if (lines) {
                var gpioChip = served.process().gpioChip().toString();
                options.interrupt(gpioChip, 25).reset(gpioChip, 24);
              }
            });
    driver.link();
    return new Opened(driver, served, new NamesOnDemand(), pool);
  }

  @Nested
  final class WithLines extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return attach(true);
    }
  }

  @Nested
  final class WithoutLines extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return attach(false);
    }
  }
}
