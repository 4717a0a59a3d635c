package dev.spinet.simulator.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.bus.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients can do to a server: nothing that lasts. */
@Timeout(120)
class HostileClientsTest {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int CONNECTIONS = 3_000;
  private static final long MOST_MEMORY = 16L << 20;

  @TempDir Path directory;
  private final InvertingChip chip = new InvertingChip();
  private final AtomicLong logged = new AtomicLong();
  private SpiSocketServer server;

  @BeforeEach
  void serve() throws IOException {
    var pins = new ChipPins(chip, new Wire(), new Wire(), List::of);
    server =
        SpiSocketServer.open(
            directory.resolve("chip"),
            pins,
            line -> logged.incrementAndGet(),
            TimeUnit.SECONDS.toNanos(1));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Condition condition) throws IOException {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() - begun < LIMIT_NANOS, what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static long descriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  private static long memory() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("spinet-control-"))
        .count();
  }

  private SocketChannel connect(Path path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private void requireService() throws IOException {
    await(
        "a client is served",
        () -> {
          try (var channel = connect(server.path())) {
            var out = new DataOutputStream(Channels.newOutputStream(channel));
            out.write(new byte[] {0, 0, 0, 2, 1, 2});
            var answer = new DataInputStream(Channels.newInputStream(channel)).readNBytes(2);
            if (answer.length < 2) {
              return false;
            }
            assertArrayEquals(new byte[] {(byte) ~1, (byte) ~2}, answer);
            return true;
          } catch (IOException e) {
            // Refused, because too many others wait still.
            return false;
          }
        });
    assertTrue(!chip.isSelected());
  }

  @Test
  @Tag("slow")
  void thousandsOfConnectionsLeaveNothing() throws Exception {
    requireService();
    long descriptorsBefore = descriptors();
    long memoryBefore = memory();
    var random = new Random(3);
    for (int i = 0; i < CONNECTIONS; i++) {
      var path = random.nextBoolean() ? server.path() : server.controlPath();
      try (var channel = connect(path)) {
        var bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        channel.write(ByteBuffer.wrap(bytes));
      } catch (IOException e) {
        // Refused already.
      }
    }
    requireService();
    await("descriptors are closed", () -> descriptors() <= descriptorsBefore);
    await("threads have ended", () -> threads() <= 1);
    long grown = memory() - memoryBefore;
    assertTrue(grown < MOST_MEMORY, () -> grown + " bytes are kept");
  }

  @Test
  void whoFloodsWithRequestsIsHeldBackAndCostsNoMemory() throws Exception {
    long before = memory();
    try (var channel = connect(server.path())) {
      channel.configureBlocking(false);
      var requests = ByteBuffer.allocate(64 * 1024);
      while (requests.remaining() >= 1024) {
        requests.putInt(1020).position(requests.position() + 1020);
      }
      long sent = 0;
      long begun = System.nanoTime();
      try {
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(20)) {
          int count = channel.write(requests.clear());
          // Cut in any place: what follows is garbage to the server, or more of the same.
          sent += count;
          if (count == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
          }
        }
        throw new AssertionError("never cut off");
      } catch (IOException e) {
        // It does not read its answers, so it is cut off.
      }
      long total = sent;
      assertTrue(sent < 8L << 20, () -> "the server has taken " + total + " bytes");
      long grown = memory() - before;
      assertTrue(grown < MOST_MEMORY, () -> grown + " bytes are kept");
    }
    requireService();
  }
}
