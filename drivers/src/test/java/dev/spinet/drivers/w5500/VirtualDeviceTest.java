package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.fuse.spi.SpidevCounters;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The driver as on a board: device files with real system calls on them, and the simulated chip in
 * another process.
 */
@Tag("fuse")
@Tag("slow")
@Timeout(60)
final class VirtualDeviceTest {

  private static @Nullable VirtualDeviceProcess server;
  private static @Nullable Path directory;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);

  @BeforeAll
  static void start() throws IOException {
    assertTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse: modprobe fuse");
    directory = Files.createTempDirectory("spinet-driver-").toRealPath().resolve("dev");
    server = VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of());
  }

  @AfterAll
  static void end() throws IOException {
    Streams.present(server).close();
    Files.delete(Streams.present(Streams.present(directory).getParent()));
  }

  /** A driver on the virtual device files, and the descriptors it can get for its lines. */
  private record Opened(NetworkDriver driver, @Nullable LinePool pool) implements AutoCloseable {

    StreamEndpoint connect(int port) throws IOException {
      var endpoint = driver.openStream();
      assertTrue(endpoint.connect(Board.HOST, port, Board.SECONDS_10));
      return endpoint;
    }

    @Override
    public void close() throws IOException {
      driver.close();
      if (pool != null) {
        pool.close();
      }
    }
  }

  private static void configure(W5500Options options) {
    options
        .mac(MacAddress.parse("02:00:00:00:00:15"))
        .address(
            Board.address("10.0.2.15"), Board.address("255.255.255.0"), Board.address("10.0.2.2"));
  }

  /** A driver with one large socket on a bus that a test can use beside it. */
  private static Opened on(SpiBus bus, boolean line, Consumer<W5500Options> change)
      throws IOException {
    var options = new W5500Options().bufferKiB(16).healthCheck(Duration.ZERO);
    configure(options);
    change.accept(options);
    var pool = line ? LinePool.open(Streams.present(directory), 1) : null;
    InterruptLine interrupt = null;
    if (line) {
      try (var chip = GpioChip.open(Streams.present(server).gpioChip().toString())) {
        interrupt = chip.interruptLine(25, true);
      }
    }
    var driver = W5500.on(bus, options, interrupt, null);
    driver.link();
    return new Opened(driver, pool);
  }

  private static SpiBus bus() throws IOException {
    return Spidev.open(Streams.present(server).spidev().toString(), SpiConfig.of(33_000_000));
  }

  private static Opened open(boolean lines, Consumer<W5500Options> change) throws IOException {
    var devices = Streams.present(server);
    var pool = lines ? LinePool.open(Streams.present(directory), 2) : null;
    var driver =
        W5500.open(
            devices.spidev().toString(),
            options -> {
              configure(options);
              if (lines) {
                options
                    .interrupt(devices.gpioChip().toString(), 25)
                    .reset(devices.gpioChip().toString(), 24);
              }
              change.accept(options);
            });
    driver.link();
    return new Opened(driver, pool);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void largeTransfers(boolean lines) throws Exception {
    byte[] data = Streams.pattern(1 << 20);
    try (var board = open(lines, o -> o.bufferKiB(8, 8));
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      var sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Streams.sendAll(endpoint, data);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      sender.join();
    }
  }

  private static SpidevCounters counters() throws IOException {
    return Streams.present(server).counters();
  }

  private static void assertCost(int calls, int frames, int bytes, SpidevCounters before)
      throws IOException {
    var seen = counters().since(before);
    assertEquals(
        List.of((long) calls, (long) calls, (long) frames, (long) bytes),
        List.of(seen.systemCalls(), seen.messages(), seen.frames(), seen.bytes()),
        "system calls, messages, frames, bytes");
  }

  /** Looks past the driver, which is idle, whether so many bytes have arrived in the chip. */
  private static void awaitArrival(SpiBus bus, int count) throws Exception {
    var chip = new Chip(bus);
    Streams.await(
        count + " bytes in the chip",
        () -> {
          try {
            return chip.readRegister(Block.socketRegister(0), SocketRegister.RX_RSR) == count;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "3500, true",
    "1, false",
    "64, false",
    "536, false",
    "1460, false",
    "3500, false"
  })
  void costs(int n, boolean lines) throws Exception {
    byte[] data = Streams.pattern(3 * n);
    try (var bus = bus();
        var board = on(bus, lines, o -> o.deferredReceive(false));
        var peer = new Peer(connection -> connection.getOutputStream().write(data));
        var endpoint = board.connect(peer.port())) {
      awaitArrival(bus, 3 * n);
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      var receiving = counters();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 4, n + 21, receiving);
      var sending = counters();
      assertEquals(n, endpoint.send(memory, 0, n, 0));
      assertCost(1, 4, n + 19, sending);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "2700, true",
    "1, false",
    "64, false",
    "536, false",
    "1460, false",
    "2700, false"
  })
  void costsWhenSpaceIsFreedLater(int n, boolean lines) throws Exception {
    byte[] data = Streams.pattern(3 * n);
    try (var bus = bus();
        var board = on(bus, lines, o -> {});
        var peer = new Peer(connection -> connection.getOutputStream().write(data));
        var endpoint = board.connect(peer.port())) {
      awaitArrival(bus, 3 * n);
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      var second = counters();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, second);
      var third = counters();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, third);
    }
  }

  /** All of a buffer in eight pieces: one look at first, and space given back twice. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void costsOfAWholeBuffer(boolean lines) throws Exception {
    byte[] data = Streams.pattern(16384);
    try (var bus = bus();
        var board = on(bus, lines, o -> {});
        var peer = new Peer(connection -> connection.getOutputStream().write(data));
        var endpoint = board.connect(peer.port())) {
      awaitArrival(bus, 16384);
      var before = counters();
      for (int i = 0; i < 8; i++) {
        assertEquals(2048, endpoint.receive(memory, 0, 2048, 0));
      }
      assertCost(9, 1 + 6 * 2 + 2 * 4, 16384 + 9 + 6 * 12 + 2 * 21, before);
    }
  }

  /** The device takes 4096 bytes at a time with all headers, so that 4000 are two messages. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void costsOfMoreThanAMessageTakes(boolean lines) throws Exception {
    int n = 4000;
    byte[] data = Streams.pattern(3 * n);
    try (var bus = bus();
        var board = on(bus, lines, o -> o.deferredReceive(false));
        var peer = new Peer(connection -> connection.getOutputStream().write(data));
        var endpoint = board.connect(peer.port())) {
      awaitArrival(bus, 3 * n);
      assertEquals(1, endpoint.receive(memory, 0, 1, 0));
      var receiving = counters();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(2, 8, n + 2 * 21, receiving);
      var sending = counters();
      assertEquals(n, endpoint.send(memory, 0, n, 0));
      // Data alone, and then the rest as ever.
      assertCost(2, 5, n + 3 + 19, sending);
    }
  }

  /** Waits until the driver knows that it may send without looking. */
  private static void awaitRoom(Endpoint endpoint) throws InterruptedException {
    Streams.await(
        "SENDOK", () -> Calls.get(() -> endpoint.poll(Endpoint.WRITABLE)) == Endpoint.WRITABLE);
  }

  /** All of a buffer in eight pieces. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void costsOfAWholeBufferSent(boolean lines) throws Exception {
    try (var bus = bus();
        var board = on(bus, lines, o -> {});
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      for (int i = 0; i < 8; i++) {
        awaitRoom(endpoint);
        var before = counters();
        assertEquals(2048, endpoint.send(memory, 0, 2048, 0));
        assertCost(1, 4, 2048 + 19, before);
      }
    }
  }

  /** A UDP socket with everything behind it, and a real peer on this machine. */
  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "1472, true",
    "1, false",
    "64, false",
    "536, false",
    "1460, false",
    "1472, false"
  })
  void costsOfDatagrams(int n, boolean lines) throws Exception {
    byte[] data = Streams.pattern(n);
    try (var bus = bus();
        var board = on(bus, lines, o -> {});
        var peer = new UdpPeer();
        var endpoint = Packets.udp((W5500) board.driver())) {
      Packets.send(endpoint, new byte[] {1}, Board.HOST, peer.port());
      assertEquals(1, peer.receive().length);
      Streams.await(
          "SENDOK",
          () -> {
            try {
              return endpoint.poll(Endpoint.WRITABLE) != 0;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 0, n);
      int host = Destinations.bits(Board.HOST);
      var sending = counters();
      assertTrue(endpoint.send(memory, 0, n, host, peer.port(), 0));
      assertCost(1, 4, n + 18, sending);
      assertArrayEquals(data, peer.receive());
      var from = new DatagramSource();
      for (int i = 1; i <= 2; i++) {
        peer.answer(data);
        awaitArrival(bus, i * (n + 8));
        var receiving = counters();
        assertEquals(n, endpoint.receive(memory, 0, n, from, 0));
        // The space of the first is given back along with the look for the second.
        assertCost(2, 2 * i, i == 1 ? n + 20 : n + 29, receiving);
      }
    }
  }

  @Test
  void lineThatDoesNotExist() throws Exception {
    var devices = Streams.present(server);
    var failure =
        assertThrows(
            BusException.class,
            () ->
                W5500.open(
                    devices.spidev().toString(),
                    o -> o.interrupt(devices.gpioChip().toString(), 4000)));
    assertTrue(Streams.message(failure).contains("4000"), Streams.message(failure));
    assertThrows(
        BusException.class,
        () -> W5500.open(devices.spidev().toString(), o -> o.reset("/dev/no-gpiochip", 1)));
  }

  @Test
  void leavesNothingOpen() throws Exception {
    open(true, o -> {}).close();
    long before = descriptors();
    for (int i = 0; i < 3; i++) {
      open(true, o -> {}).close();
      assertThrows(
          BusException.class, () -> W5500.open(Streams.present(server).gpioChip().toString()));
    }
    assertEquals(before, descriptors());
  }

  private static long descriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }
}
