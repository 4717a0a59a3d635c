package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A time-out is the deadline of the whole call, also when there is never anything to wait for. */
@Timeout(60)
final class DeadlineTest {

  // Byte by byte, far more than the deadline leaves time for.
  private static final int ENDLESS = 64 << 20;

  private final Tireless endpoint = new Tireless();
  private final Socket socket;

  DeadlineTest() throws IOException {
    socket = new Socket(endpoint);
  }

  @BeforeEach
  void connect() throws IOException {
    socket.connect("10.0.0.1", 80);
    socket.setTimeout(Duration.ofMillis(20));
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
  }

  @Test
  void recvIntoEndsInTheMiddleOfAStreamThatNeverPauses() {
    try (var arena = Arena.ofConfined()) {
      var segment = arena.allocate(ENDLESS);
      var error = assertThrows(SocketTimeoutException.class, () -> socket.recvInto(segment));
      assertEquals(endpoint.moved, error.bytesTransferred);
    }
    assertTrue(endpoint.moved > 0);
  }

  @Test
  void recvEndsInTheMiddleOfAStreamThatNeverPausesAndKeepsWhatCame() throws IOException {
    assertThrows(SocketTimeoutException.class, () -> socket.recv(ENDLESS));
    assertTrue(endpoint.moved > 0);
    assertEquals(endpoint.moved, socket.available());
  }

  @Test
  void sendAllEndsThoughTheChipAlwaysTakesMore() {
    try (var arena = Arena.ofConfined()) {
      var segment = arena.allocate(ENDLESS);
      var error = assertThrows(SocketTimeoutException.class, () -> socket.sendAll(segment));
      assertEquals(endpoint.moved, error.bytesTransferred);
    }
    assertTrue(endpoint.moved > 0);
  }

  @Test
  void timeThatIsOverAtOnceStillMovesWhatIsThere() throws IOException {
    socket.setTimeout(Duration.ofNanos(1));
    try (var arena = Arena.ofConfined()) {
      assertEquals(1, socket.recvInto(arena.allocate(1)));
      socket.sendAll(arena.allocate(1));
    }
    assertEquals(2, endpoint.moved);
  }

  @Test
  void withoutWaitingAllThatIsThereIsTaken() throws IOException {
    socket.setTimeout(0);
    assertEquals(1_000, socket.recvInto(new byte[1_000]));
    assertEquals(1_000, socket.recv(1_000).length);
    socket.sendAll(new byte[1_000]);
    assertEquals(3_000, endpoint.moved);
  }

  /** Moves one byte at every call, for ever, without looking at the memory. */
  private static final class Tireless extends ScriptedEndpoint {

    private int moved;

    @Override
    public int receive(MemorySegment target, long offset, int length, long timeoutNanos) {
      moved++;
      return 1;
    }

    @Override
    public int send(MemorySegment source, long offset, int length, long timeoutNanos) {
      moved++;
      return 1;
    }
  }
}
