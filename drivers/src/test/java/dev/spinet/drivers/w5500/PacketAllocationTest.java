package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receiving and sending datagrams leaves no garbage behind. */
@Timeout(60)
final class PacketAllocationTest {

  private static final int CALLS = 20_000;
  private static final int GROUP = 0xEF010203;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MemorySegment memory = Arena.ofAuto().allocate(2000);
  private final DatagramSource from = new DatagramSource();
  private final FakeChip chip = new FakeChip();
  private int turn;

  private interface Call {
    void run() throws IOException;
  }

  private long allocated(Call call) throws IOException {
    // The first rounds load classes and compile, on a busy machine for long; only a steady state
    // counts.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 60 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private void run(boolean deferred, boolean connected) throws IOException {
    var options =
        new W5500Options()
            .mac(MacAddress.parse("02:00:00:00:00:15"))
            .address(
                Board.address("10.0.2.15"),
                Board.address("255.255.255.0"),
                Board.address("10.0.2.2"))
            .deferredReceive(deferred)
            .bufferKiB(16)
            .healthCheck(Duration.ZERO);
    try (var driver = W5500.on(chip, options, null, null)) {
      driver.link();
      try (var endpoint = Packets.udp(driver, 5000)) {
        if (connected) {
          endpoint.connect(Board.HOST, 9);
        }
        assertEquals(0, allocated(() -> send(endpoint)), "bytes allocated by sends");
        assertEquals(0, allocated(() -> receive(endpoint, 64)), "by receiving one");
        assertEquals(0, allocated(() -> receiveBurst(endpoint)), "by receiving three");
        assertEquals(0, allocated(() -> receive(endpoint, 1400)), "by receiving a cut one");
      }
    }
  }

  private void send(DatagramEndpoint endpoint) throws IOException {
    int to = ++turn % 3 == 0 ? GROUP : Destinations.bits(Board.HOST);
    if (!endpoint.send(memory, 0, 64, to, 9 + turn % 2, 0)) {
      throw new AssertionError("no room");
    }
  }

  private void receive(DatagramEndpoint endpoint, int length) throws IOException {
    chip.arriveDatagram(0, length);
    if (endpoint.receive(memory, 0, 100, from, 0) != Math.min(100, length)
        || from.length() != length) {
      throw new AssertionError("not what has arrived");
    }
  }

  private void receiveBurst(DatagramEndpoint endpoint) throws IOException {
    chip.arriveDatagram(0, 1);
    chip.arriveDatagram(0, 2);
    chip.arriveDatagram(0, 3);
    for (int i = 1; i < 4; i++) {
      if (endpoint.receive(memory, 0, 100, from, 0) != i) {
        throw new AssertionError("not what has arrived");
      }
    }
  }

  @Test
  void deferred() throws Exception {
    run(true, false);
  }

  @Test
  void connectedAndAtOnce() throws Exception {
    run(false, true);
  }
}
