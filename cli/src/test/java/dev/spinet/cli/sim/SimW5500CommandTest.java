package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketInterruptLine;
import dev.spinet.socket.Socket;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated chip as other programs meet it: through its sockets and device files. */
@Timeout(30)
class SimW5500CommandTest {

  private static final byte[] READ_VERSION = {0x00, 0x39, 0x00, 0x00};
  private static final byte[] VERSION = {0x01, 0x02, 0x03, 0x04};

  @TempDir Path temporary;

  private static Inet4Address address(String text) {
    return (Inet4Address) InetAddress.ofLiteral(text);
  }

  private static W5500Options options() {
    return new W5500Options()
        .address(address("10.0.2.15"), address("255.255.255.0"), address("10.0.2.2"));
  }

  private static byte[] exchange(Path path, byte... mosi) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      out.writeInt(mosi.length);
      out.write(mosi);
      return new DataInputStream(Channels.newInputStream(channel)).readNBytes(mosi.length);
    }
  }

  /** Sends some bytes to a server of this machine, which sends them back. */
  private static void echo(W5500 driver, int length) throws Exception {
    var sent = new byte[length];
    new Random(5).nextBytes(sent);
    driver.link(Duration.ofSeconds(20));
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(driver)) {
      var answering = Thread.ofPlatform().daemon().start(() -> answer(server));
      socket.setTimeout(20_000);
      socket.connect("10.0.2.2", server.getLocalPort());
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
      answering.join();
    }
  }

  private static void answer(ServerSocket server) {
    try (var connection = server.accept()) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException e) {
      // The client misses the bytes and says so.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesTheDriverThroughTheSocket(boolean interruptLine) throws Exception {
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix", path.toString())) {
      var bus = SpiSocketBus.connect(path);
      @Nullable SpiSocketInterruptLine line =
          interruptLine ? SpiSocketInterruptLine.connect(path) : null;
      try (var driver = W5500.on(bus, options(), line, null)) {
        echo(driver, 100_000);
      }
      assertEquals(130, simulation.end());
      assertEquals("", simulation.err());
      assertTrue(simulation.out().contains("0 uses of the chip were wrong"), simulation.out());
      assertTrue(
          simulation.out().contains("1 connections of the gateway; 97.7 KiB to hosts"),
          simulation.out());
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void hasOneChipBehindBothAttachments() throws Exception {
    var path = temporary.resolve("chip");
    var directory = temporary.toRealPath().resolve("board");
    var trace = temporary.resolve("trace");
    try (var simulation =
        RunningSimulation.start(
            "--unix=" + path,
            "--mount=" + directory,
            "--trace=" + trace,
            "--speed-model=100MHz,0,0")) {
      var spidev = directory.resolve("spidev0.0");
      var gpio = directory.resolve("gpiochip0").toString();
      try (var pool = LinePool.open(directory, 2);
          var driver =
              W5500.open(
                  spidev.toString(),
                  o ->
                      o.address(address("10.0.2.15"), address("255.255.255.0"), address("10.0.2.2"))
                          .interrupt(gpio, 25)
                          .reset(gpio, 24))) {
        assertEquals(0, pool.available());
        var peeking =
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 200; i++) {
                    try {
                      assertArrayEquals(VERSION, exchange(path, READ_VERSION));
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }
                });
        echo(driver, 20_000);
        peeking.join();
        // SIPR, which the driver has set through the other attachment.
        assertArrayEquals(
            new byte[] {1, 2, 3, 10, 0, 2, 15},
            exchange(path, new byte[] {0, 0x0f, 0, 0, 0, 0, 0}));
      }
      assertEquals(130, simulation.end());
      assertTrue(simulation.out().contains(" 0 uses of the chip were wrong"), simulation.out());
    }
    assertFalse(Files.exists(directory));
    var lines = Files.readAllLines(trace);
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("R  VERSIONR → 0x04  [4 B]")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("_CR ← CONNECT")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("TX buffer at 0x")));
  }

  @Test
  void needsNoOptions() throws Exception {
    try (var simulation = RunningSimulation.start("--trace=-")) {
      var path =
          Path.of(
              simulation
                  .out()
                  .lines()
                  .filter(line -> line.startsWith("  SPI "))
                  .findFirst()
                  .orElseThrow()
                  .substring(5)
                  .strip());
      assertArrayEquals(VERSION, exchange(path, READ_VERSION));
      simulation.await("VERSIONR → 0x04");
      assertEquals(130, simulation.end());
      assertFalse(Files.exists(path.getParent()));
      assertTrue(simulation.out().contains("\n1 frames, 4 bytes on the bus"), simulation.out());
    }
  }

  @Test
  void reportsWrongUseAsItHappens() throws Exception {
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix", path.toString())) {
      exchange(path, (byte) 0, (byte) 0x39, (byte) 4, (byte) 7);
      simulation.await("wrong use: READ_ONLY_WRITE: VERSIONR can only be read");
      for (int i = 0; i < 500; i++) {
        exchange(path, (byte) 0, (byte) 0x39, (byte) 4, (byte) 7);
      }
      simulation.end();
      assertTrue(simulation.err().contains("more, not shown"), simulation.err());
      assertTrue(
          simulation.err().lines().filter(line -> line.startsWith("wrong use")).count() < 300);
      assertTrue(simulation.out().contains("501 uses of the chip were wrong"), simulation.out());
    }
  }

  @Test
  void endsWhenSomebodyElseUnmounts() throws Exception {
    var directory = temporary.toRealPath().resolve("board");
    try (var simulation = RunningSimulation.start("--mount", directory.toString())) {
      var unmount = new ProcessBuilder("umount", "-l", directory.toString()).start();
      assertEquals(0, unmount.waitFor());
      assertEquals(0, simulation.awaitEnd(), simulation.err());
      assertTrue(simulation.err().contains("was unmounted"), simulation.err());
    }
  }

  @Test
  void letsGoWrongWhatAFileSays() throws Exception {
    var path = temporary.resolve("chip");
    var faults =
        Files.writeString(
            temporary.resolve("faults"),
            "at frame 1 byte 3: flip miso 0x80\nat 0s: dns silent\nevery 1min: link down for 1s\n");
    try (var simulation =
        RunningSimulation.start("--unix=" + path, "--faults=" + faults, "--trace=-")) {
      assertArrayEquals(VERSION, exchange(path, READ_VERSION));
      assertArrayEquals(new byte[] {0x01, 0x02, 0x03, (byte) 0x84}, exchange(path, READ_VERSION));
      assertArrayEquals(VERSION, exchange(path, READ_VERSION));
      simulation.await("frame 1 byte 3: flip miso 0x80");
      assertEquals(130, simulation.end());
      assertTrue(simulation.err().contains("fault: "), simulation.err());
      assertTrue(simulation.err().contains("dns silent"), simulation.err());
      assertTrue(simulation.out().contains("2 faults were injected"), simulation.out());
      assertTrue(simulation.out().contains("VERSIONR → 0x84"), "the trace shows what arrives");
    }
  }

  @Test
  void saysWhatIsInTheWay() throws Exception {
    var file = Files.writeString(temporary.resolve("mine"), "mine");
    assertFails(3, "no socket", "--unix=" + file);
    assertFails(3, "no directory", "--unix=" + temporary.resolve("none/chip"));
    assertFails(1, "trace", "--trace=" + temporary);
    assertFails(1, "no such directory", "--trace=" + temporary.resolve("none/trace"));
    assertFails(2, "given twice", "--trace=-", "--trace=-");
    assertFails(2, "20us", "--speed-model=20MHz,fast");
    assertFails(2, "more than", "--speed-model=20MHz,0,0,0");
    assertFails(2, "33.3MHz", "--speed-model=quick");
    assertFails(2, "--mount takes a path", "--mount=");
    assertFails(2, "--faults: there is no file", "--faults=" + temporary.resolve("none"));
    var faults = Files.writeString(temporary.resolve("faults"), "\nat noon: link down\n");
    assertFails(2, faults + ", line 2: 'noon' is not understood", "--faults=" + faults);
    var left = temporary.resolve("chip");
    // A mount that cannot be must not leave the socket behind.
    assertFails(3, "not a directory", "--unix=" + left, "--mount=" + file);
    assertFalse(Files.exists(left));
    assertFails(3, "not empty; choose an empty directory", "--mount=" + temporary);
    assertFails(3, "there is no directory", "--mount=" + temporary.resolve("none/board"));
    assertFails(3, "too long", "--unix=" + temporary.resolve("x".repeat(120)));
    assertFails(3, "mount point already", "--mount=/proc");
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void saysWhoIsInTheWay() throws Exception {
    var path = temporary.resolve("chip");
    var directory = temporary.toRealPath().resolve("board");
    try (var simulation = RunningSimulation.start("--unix=" + path, "--mount=" + directory)) {
      assertFails(3, "another program serves it", "--unix=" + path);
      assertFails(3, "served by another process already", "--mount=" + directory);
      assertEquals(130, simulation.end());
    }
  }

  private static void assertFails(int code, String text, String... options) {
    var pipe = Captured.pipe();
    var words = new String[options.length + 2];
    words[0] = "sim";
    words[1] = "w5500";
    System.arraycopy(options, 0, words, 2, options.length);
    assertEquals(code, pipe.run(Devices::open, words), pipe.err());
    assertTrue(pipe.err().startsWith("spinet: "), pipe.err());
    assertTrue(pipe.err().contains(text), pipe.err());
    assertEquals("", pipe.out());
  }

  @Test
  void namesTheChipsThereAre() {
    var pipe = Captured.pipe();
    assertEquals(2, pipe.run(Devices::open, "sim"));
    assertTrue(pipe.err().contains("name a chip"), pipe.err());
    var help = Captured.pipe();
    assertEquals(0, help.run(Devices::open, "sim", "w5500", "--help"));
    assertTrue(help.out().contains("PATH.control"), help.out());
    assertTrue(help.out().contains("Exit codes"), help.out());
  }
}
