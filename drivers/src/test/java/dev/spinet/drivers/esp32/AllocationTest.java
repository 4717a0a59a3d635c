package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Receiving and sending native memory leaves no garbage behind: neither on the caller's thread, as
 * long as it does not wait, nor on the driver's, which talks to the module.
 */
@Timeout(60)
final class AllocationTest {

  private static final int CALLS = 1_000;
  private static final int BYTES = 64;
  private static final int ROUNDS = 60;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES);

  /** Moves some bytes if it can at once. */
  private interface Call {
    int run(StreamEndpoint endpoint) throws IOException;
  }

  private int send(StreamEndpoint endpoint) throws IOException {
    return endpoint.send(memory, 0, BYTES, 0);
  }

  private int receive(StreamEndpoint endpoint) throws IOException {
    return endpoint.receive(memory, 0, BYTES, 0);
  }

  /** The least that a round leaves behind: the first ones load classes and compile. */
  private long[] allocated(StreamEndpoint endpoint, long driver, Call call) throws IOException {
    var least = new long[] {Long.MAX_VALUE, Long.MAX_VALUE};
    for (int round = 0; round < ROUNDS && (least[0] > 0 || least[1] > 0); round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long driverBefore = threads.getThreadAllocatedBytes(driver);
      for (int done = 0; done < CALLS * BYTES; ) {
        int n = call.run(endpoint);
        if (n == 0) {
          LockSupport.parkNanos(100_000);
        }
        done += n;
      }
      least[0] = Math.min(least[0], threads.getCurrentThreadAllocatedBytes() - before);
      least[1] = Math.min(least[1], threads.getThreadAllocatedBytes(driver) - driverBefore);
    }
    return least;
  }

  private static long driverThread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .mapToLong(Thread::threadId)
        .max()
        .orElseThrow();
  }

  private static void drain(Socket peer) {
    try {
      peer.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void flood(Socket peer) {
    try {
      var bytes = new byte[CALLS * BYTES];
      while (true) {
        peer.getOutputStream().write(bytes);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void movingBytes(boolean terminal) throws Exception {
    try (var board = ModuleBoard.builder().terminal(terminal).build();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long driver = driverThread("spinet-" + board.serial.name());
      try (var endpoint = board.connect(server.getLocalPort());
          var peer = server.accept()) {
        var _ = CompletableFuture.runAsync(() -> drain(peer));
        var sent = allocated(endpoint, driver, this::send);
        System.err.println("ALLOC send " + terminal + Arrays.toString(sent));
        assertEquals(0, sent[0], "bytes allocated by sends");
      }
      try (var endpoint = board.connect(server.getLocalPort());
          var peer = server.accept()) {
        var _ = CompletableFuture.runAsync(() -> flood(peer));
        var received = allocated(endpoint, driver, this::receive);
        System.err.println("ALLOC recv " + terminal + Arrays.toString(received));
        assertEquals(0, received[0], "bytes allocated by receives");
      }
    }
  }

  /** Being recorded costs time, but no garbage. */
  @Test
  void recorded() throws Exception {
    try (var recording = FlightRecorderTest.record()) {
      movingBytes(false);
      recording.stop();
    }
  }
}
