package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.net.SpinetSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connecting to a name that has another address each time somebody asks. */
final class AttemptedAddressTest {

  private static final InetSocketAddress SERVER =
      InetSocketAddress.createUnresolved("many.example", 80);

  /** What is answered is a new address each time; the first attempts to connect are not decided. */
  private static final class Chip extends ScriptedEndpoint {

    private int asked;
    private int undecided = 2;

    @Override
    public Inet4Address resolve(String host, long timeoutNanos) {
      asked++;
      return Inet4Address.ofLiteral("10.0.0." + asked);
    }

    @Override
    public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
      super.connect(address, port, timeoutNanos);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      undecided--;
      return undecided < 0;
    }
  }

  private final Chip chip = new Chip();

  @Test
  void anAttemptInNonBlockingModeKeepsItsAddress() throws IOException {
    try (var socket = new Socket(chip)) {
      socket.setTimeout(0);
      for (int i = 0; i < 2; i++) {
        assertThrows(WouldBlockException.class, () -> socket.connect(SERVER));
      }
      socket.connect(SERVER);
      assertEquals(
          List.of("open", "connect 10.0.0.1:80", "connect 10.0.0.1:80", "connect 10.0.0.1:80"),
          chip.calls);
      assertEquals(1, chip.asked);
    }
  }

  @Test
  void anInterruptedPlatformThreadKeepsItsAddress() throws IOException {
    chip.undecided = 0;
    try (var socket = new SpinetSocket(chip)) {
      Thread.currentThread().interrupt();
      socket.connect(SERVER, 20_000);
      assertTrue(Thread.interrupted());
      assertEquals(List.of("open", "connect 10.0.0.1:80", "connect 10.0.0.1:80"), chip.calls);
    }
  }

  @Test
  void anAttemptThatHasEndedAsksAnew() throws IOException {
    try (var socket = new Socket(chip)) {
      socket.setTimeout(1_000);
      for (int i = 0; i < 2; i++) {
        assertThrows(java.net.SocketTimeoutException.class, () -> socket.connect(SERVER));
      }
      socket.connect(SERVER);
      assertEquals(3, chip.asked);
    }
  }
}
