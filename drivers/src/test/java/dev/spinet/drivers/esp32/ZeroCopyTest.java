package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Received bytes go from read(2) into the memory of the caller who waits for them. */
@Timeout(60)
final class ZeroCopyTest {

  /** Less than a segment of the peer's carries, so that it comes in one piece. */
  private static final int LENGTH = 1400;

  /** What may be read together with the header in front. */
  private static final int HEADER = 24;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /** Counts what is read into a piece of memory. */
  private static final class WatchedLink extends ForwardingByteLink {
    private final MemorySegment memory;
    private final AtomicLong inside = new AtomicLong();

    WatchedLink(ByteLink line, MemorySegment memory) {
      super(line);
      this.memory = memory;
    }

    @Override
    public int read(MemorySegment target, long offset, int length, long timeoutNanos)
        throws IOException {
      int n = super.read(target, offset, length, timeoutNanos);
      long at = target.address() + offset - memory.address();
      if (n > 0 && at >= 0 && at + n <= memory.byteSize()) {
        inside.addAndGet(n);
      }
      return n;
    }
  }

  private @Nullable WatchedLink watched;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoWaitsGetsThemAtOnce(boolean terminal) throws Exception {
    try (var arena = Arena.ofShared()) {
      var memory = arena.allocate(LENGTH);
      try (var board =
              ModuleBoard.builder()
                  .terminal(terminal)
                  .wires(line -> watched = new WatchedLink(line, memory))
                  .build();
          var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var endpoint = board.connect(server.getLocalPort());
          var peer = server.accept()) {
        long waitsBefore = endpoint.endpointStatistics().waits();
        var received =
            CompletableFuture.supplyAsync(() -> {
              try {
                return endpoint.receive(memory, 0, LENGTH, PATIENCE);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        long start = System.nanoTime();
        while (endpoint.endpointStatistics().waits() == waitsBefore) {
          assertTrue(System.nanoTime() - start < PATIENCE, "nobody waits");
          LockSupport.parkNanos(1_000_000);
        }
        var bytes = new byte[LENGTH];
        bytes[LENGTH - 1] = 'z';
        peer.getOutputStream().write(bytes);
        int n = received.get(PATIENCE, TimeUnit.NANOSECONDS);
        long direct = watched == null ? 0 : watched.inside.get();
        assertTrue(direct >= n - HEADER, "%d of %d bytes".formatted(direct, n));
        assertEquals(n == LENGTH ? 'z' : 0, memory.get(JAVA_BYTE, n - 1));
      }
    }
  }
}
