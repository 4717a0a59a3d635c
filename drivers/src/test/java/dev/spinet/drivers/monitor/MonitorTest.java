package dev.spinet.drivers.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What others can see of drivers that run, and who. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class MonitorTest {

  @TempDir private Path folder;

  @AfterEach
  void withdraw() {
    System.clearProperty(Monitor.PROPERTY);
  }

  private Path publish() {
    Path path = folder.resolve("m.sock");
    System.setProperty(Monitor.PROPERTY, path.toString());
    return path;
  }

  private static SpiBus wires(RealTimeClock clock) {
    var cable = new VirtualLan(clock).newPort("chip");
    var options = ChipOptions.DEFAULT.withStartup(Duration.ZERO);
    return new SimulatedSpiBus(new W5500Chip(clock, cable, options), "sim");
  }

  /** A chip on a cable that leads nowhere. */
  private static final class Board implements AutoCloseable {

    private final RealTimeClock clock = new RealTimeClock();
    private final SpiBus bus = wires(clock);
    private final W5500 driver;

    Board() throws IOException {
      driver = W5500.on(bus, new W5500Options(), null, null);
    }

    @Override
    public void close() throws IOException {
      driver.close();
      clock.close();
    }
  }

  /** One who looks. */
  private static final class Client implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader in;

    Client(Path path) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      assertEquals("spinet 1 " + ProcessHandle.current().pid(), in.readLine());
    }

    void ask(String request) throws IOException {
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    String line() throws IOException {
      return in.readLine();
    }

    List<String> statistics() throws IOException {
      ask("statistics");
      var lines = Stream.<String>builder();
      for (String line = line(); !line.equals("end"); line = line()) {
        lines.add(line);
      }
      return lines.build().toList();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void nothingIsPublishedUnasked() throws Exception {
    try (var board = new Board()) {
      assertSame(board.bus, Monitor.tap(board.bus));
      System.setProperty(Monitor.PROPERTY, "no");
      assertSame(board.bus, Monitor.tap(board.bus));
    }
  }

  @Test
  void onlyTheOwnerMayLookAndNothingStaysBehind() throws Exception {
    Path path = publish();
    try (var first = new Board();
        var second = new Board()) {
      assertNotNull(first);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertEquals(List.of("m.sock"), files(folder));
      try (var client = new Client(path)) {
        assertEquals(2, client.statistics().stream().filter(l -> l.startsWith("device ")).count());
        second.driver.close();
        assertEquals(1, client.statistics().stream().filter(l -> l.startsWith("device ")).count());
        client.ask("shutdown");
        assertEquals("error there are: statistics, trace", client.line());
      }
    }
    assertEquals(List.of(), files(folder));
  }

  @Test
  void countersAreThoseOfTheDriver() throws Exception {
    Path path = publish();
    try (var board = new Board();
        var client = new Client(path)) {
      var lines = client.statistics();
      board
          .driver
          .statistics()
          .counters()
          .keySet()
          .forEach(name ->
              assertTrue(
                  lines.stream().anyMatch(line -> line.matches("counter " + name + " [0-9]+")),
                  name));
      assertEquals(8, lines.stream().filter(line -> line.startsWith("socket ")).count());
    }
  }

  @Test
  void eachFrameIsToldOnceAndInOrder() throws Exception {
    Path path = publish();
    try (var board = new Board();
        var client = new Client(path)) {
      client.ask("trace");
      assertEquals("device 0 W5500 on " + board.bus.name(), client.line());
      // From here on all is told: the line before was sent when the tap was in.
      long next = -1;
      long seen = 0;
      while (seen < 20) {
        assertNotNull(board.driver.phy());
        for (String line = client.line(); line.startsWith("frame"); line = client.line()) {
          String[] words = line.split(" ", -1);
          assertEquals(8, words.length, line);
          long number = Long.parseLong(words[2]);
          assertTrue(next < 0 || number == next, line);
          next = number + 1;
          assertEquals("ok", words[4]);
          assertEquals(Integer.parseInt(words[5]) * 2, words[6].length(), line);
          assertEquals(words[6].length(), words[7].length(), line);
          seen++;
          assertNotNull(board.driver.phy());
          if (seen >= 20) {
            break;
          }
        }
      }
    }
  }

  @Test
  void aSocketThatWasLeftIsReplacedAndOneInUseIsNot() throws Exception {
    Path path = publish();
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      try (var board = new Board()) {
        // It is not published, and works.
        assertFalse(board.driver.statistics().counters().isEmpty());
      }
      assertTrue(Files.exists(path));
    }
    try (var board = new Board();
        var client = new Client(path)) {
      assertNotNull(board);
      assertFalse(client.statistics().isEmpty());
    }
  }

  /** A path that was mistyped, or meant for something else, costs nobody a file. */
  @Test
  void whatIsNoSocketIsLeftAlone() throws Exception {
    Path path = publish();
    Path link = Files.createSymbolicLink(path, folder.resolve("target"));
    try (var board = new Board()) {
      assertFalse(board.driver.statistics().counters().isEmpty());
      assertTrue(Files.isSymbolicLink(link));
    }
    assertTrue(Files.isSymbolicLink(link));
    Files.delete(link);
    Files.writeString(path, "important");
    try (var board = new Board()) {
      assertFalse(board.driver.statistics().counters().isEmpty());
      assertEquals("important", Files.readString(path));
    }
    assertEquals("important", Files.readString(path));
    assertEquals(List.of("m.sock"), files(folder));
  }

  @Test
  void aFolderThatIsNotThereDisturbsNobody() throws Exception {
    System.setProperty(Monitor.PROPERTY, folder.resolve("no/such/folder/x.sock").toString());
    try (var board = new Board()) {
      assertFalse(board.driver.statistics().counters().isEmpty());
    }
  }

  @Test
  void whatDoesNotFitIsCounted() throws Exception {
    var ring = new FrameRing();
    var bytes = MemorySegment.ofArray(new byte[64]);
    int put = 0;
    for (; put < 100_000; put++) {
      ring.put(0, System.nanoTime(), put, true, 64, bytes, bytes);
    }
    var text = new StringBuilder();
    ring.take(text, 0);
    var lines = text.toString().lines().toList();
    assertEquals("lost " + (put - lines.size() + 1), lines.getLast());
    text.setLength(0);
    ring.put(0, System.nanoTime(), put, false, 64, bytes, bytes);
    ring.take(text, 0);
    assertTrue(text.toString().contains(" 100000 0 failed 64 "), text.toString());
  }

  /** Registers are told with their values; what is in the buffers of sockets is not. */
  @Test
  void payloadIsNotTold() throws Exception {
    var tap = new FrameTap();
    var ring = new FrameRing();
    try (var clock = new RealTimeClock();
        var bus = new TappedSpiBus(wires(clock), tap)) {
      var message = bus.prepare(SpiFrame.fixed(4), SpiFrame.fixed(3 + 4));
      put(message.tx(), 0, CommonRegister.VERSIONR.address(), ControlByte.read(Block.common()));
      put(message.tx(), 4, 0, ControlByte.write(Block.txBuffer(0)));
      message.tx().set(ValueLayout.JAVA_BYTE, 7, (byte) 0x5A);
      message.submit();
      tap.add(ring, 3);
      message.submit();
      tap.remove(ring);
      message.submit();
      var text = new StringBuilder();
      ring.take(text, 0);
      var lines = text.toString().lines().toList();
      assertEquals(2, lines.size(), text.toString());
      assertTrue(lines.getFirst().endsWith(" 2 3 ok 4 00390000 01020304"), text.toString());
      assertTrue(lines.getLast().matches("frame [0-9]+ 3 3 ok 7 000014 010203"), text.toString());
    }
  }

  private static void put(MemorySegment tx, long at, int address, int control) {
    tx.set(ValueLayout.JAVA_BYTE, at, (byte) (address >> 8));
    tx.set(ValueLayout.JAVA_BYTE, at + 1, (byte) address);
    tx.set(ValueLayout.JAVA_BYTE, at + 2, (byte) control);
  }

  @Test
  void theUsersFolderComesFirst() {
    assertEquals(
        List.of(Path.of("/run/user/7/spinet"), Path.of("/run/spinet")),
        MonitorPlace.folders(Map.of("XDG_RUNTIME_DIR", "/run/user/7")));
    assertEquals(List.of(Path.of("/run/spinet")), MonitorPlace.folders(Map.of()));
  }
}
