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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Receiving and sending native memory leaves no garbage behind on the caller's thread, as long as
 * it does not wait. The driver's thread makes memory segments for its system calls, which are gone
 * once the virtual machine has compiled them; what it makes on a simulated line is the simulator's.
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
  private long allocated(StreamEndpoint endpoint, Call call) throws IOException {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int done = 0; done < CALLS * BYTES; ) {
        int n = call.run(endpoint);
        if (n == 0) {
          LockSupport.parkNanos(100_000);
        }
        done += n;
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
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
      try (var endpoint = board.connect(server.getLocalPort());
          var peer = server.accept()) {
        var _ = CompletableFuture.runAsync(() -> drain(peer));
        assertEquals(0, allocated(endpoint, this::send), "bytes allocated by sends");
      }
      try (var endpoint = board.connect(server.getLocalPort());
          var peer = server.accept()) {
        var _ = CompletableFuture.runAsync(() -> flood(peer));
        assertEquals(0, allocated(endpoint, this::receive), "bytes allocated by receives");
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
