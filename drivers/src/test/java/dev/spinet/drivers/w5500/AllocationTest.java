package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receiving and sending native memory leaves no garbage behind. */
@Timeout(60)
final class AllocationTest {

  private static final int CALLS = 20_000;

  /** More than two submissions carry, and than fits twice into the buffer. */
  private static final int LONG = 10_000;

  private static final int LONG_CALLS = 1_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MemorySegment memory = Arena.ofAuto().allocate(LONG);

  private interface Call {
    void run() throws IOException;
  }

  private long allocated(Call call) throws IOException {
    return allocated(CALLS, call);
  }

  private long allocated(int calls, Call call) throws IOException {
    // The first rounds load classes, prepare messages and compile, on a busy machine for long;
    // only a steady state counts.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 60 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static W5500Options options(boolean deferred, boolean combined) {
    return new W5500Options()
        .mac(MacAddress.parse("02:00:00:00:00:15"))
        .address(
            Board.address("10.0.2.15"), Board.address("255.255.255.0"), Board.address("10.0.2.2"))
        .deferredReceive(deferred)
        .combinedCommand(combined)
        .bufferKiB(16)
        .healthCheck(Duration.ZERO);
  }

  private void run(boolean deferred, boolean combined) throws IOException {
    var options = options(deferred, combined);
    var chip = new FakeChip();
    try (var driver = W5500.on(chip, options, null, null)) {
      driver.link();
      try (var endpoint = driver.openStream()) {
        assertEquals(true, endpoint.connect(Board.HOST, 80, Board.SECONDS_10));
        assertEquals(0, allocated(() -> send(endpoint)), "bytes allocated by sends");
        assertEquals(0, allocated(() -> receive(chip, endpoint)), "bytes allocated by receives");
      }
    }
  }

  private void send(StreamEndpoint endpoint) throws IOException {
    if (endpoint.send(memory, 0, 64, 0) != 64) {
      throw new AssertionError("no room");
    }
  }

  private void receive(FakeChip chip, StreamEndpoint endpoint) throws IOException {
    chip.arrive(((TcpEndpoint) endpoint).number(), 100);
    if (endpoint.receive(memory, 0, 64, 0) != 64 || endpoint.receive(memory, 0, 64, 0) != 36) {
      throw new AssertionError("not what has arrived");
    }
  }

  /** Being recorded costs time, but no garbage; afterwards it costs as little as before. */
  @Test
  void recorded() throws Exception {
    try (var recording = FlightRecorderTest.record()) {
      run(true, true);
      recording.stop();
    }
    run(true, true);
  }

  @Test
  void deferredAndCombined() throws Exception {
    run(true, true);
  }

  @Test
  void atOnceAndSeparate() throws Exception {
    run(false, false);
  }

  /** Calls of several submissions: what is staged, the look on the way, what is taken in pieces. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longCalls(boolean deferred) throws Exception {
    var chip = new FakeChip();
    try (var driver = W5500.on(chip, options(deferred, true), null, null)) {
      driver.link();
      try (var endpoint = driver.openStream()) {
        assertEquals(true, endpoint.connect(Board.HOST, 80, Board.SECONDS_10));
        assertEquals(0, allocated(LONG_CALLS, () -> sendLong(endpoint)), "bytes by sends");
        assertEquals(3, messages(driver, () -> sendLong(endpoint)));
        assertEquals(0, allocated(LONG_CALLS, () -> receiveLong(chip, endpoint)), "by receives");
        assertEquals(true, messages(driver, () -> receiveLong(chip, endpoint)) >= 3);
      }
    }
  }

  private static long messages(W5500 driver, Call call) throws IOException {
    var before = driver.statistics().bus();
    call.run();
    return driver.statistics().bus().since(before).messages();
  }

  private void sendLong(StreamEndpoint endpoint) throws IOException {
    if (endpoint.send(memory, 0, LONG, 0) != LONG) {
      throw new AssertionError("no room");
    }
  }

  private void receiveLong(FakeChip chip, StreamEndpoint endpoint) throws IOException {
    chip.arrive(((TcpEndpoint) endpoint).number(), LONG);
    if (endpoint.receive(memory, 0, LONG, 0) != LONG) {
      throw new AssertionError("not what has arrived");
    }
  }
}
