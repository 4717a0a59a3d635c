package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That select leaves nothing behind, misses nothing and knows errors. */
@Timeout(60)
final class SelectTest {

  private static final List<Socket> NONE = List.of();
  private static final int MILLIS = 20_000;
  private static final int ROUNDS = 2_000;

  private final MemoryDriver driver = new MemoryDriver();
  private final Socket socket = new Socket(driver);
  private Peer peer = connected();

  SelectTest() throws IOException {}

  private Peer connected() throws IOException {
    try (var listener = driver.listen()) {
      socket.setTimeout(MILLIS);
      socket.connect(MemoryDriver.PEER, listener.port());
      return listener.accept();
    }
  }

  @BeforeEach
  void nobodyListens() {
    assertEquals(0, driver.watches());
  }

  @AfterEach
  void close() throws IOException {
    assertEquals(0, driver.watches());
    socket.close();
    driver.close();
  }

  private Select.Selection select(int millis) throws IOException {
    return Select.select(List.of(socket), NONE, List.of(socket), millis);
  }

  @Test
  void nothingIsLeftBehindHoweverItEnds() throws Exception {
    assertTrue(select(0).isEmpty());
    assertTrue(select(1).isEmpty());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> select(MILLIS));
    assertTrue(Thread.interrupted());
    var waiting = waiting(() -> select(MILLIS));
    peer.write((byte) 1);
    assertEquals(List.of(socket), waiting.get().readable());
    socket.recv(1);
    var closed = waiting(() -> select(MILLIS));
    socket.close();
    assertInstanceOf(
        SocketException.class, assertThrows(ExecutionException.class, closed::get).getCause());
  }

  private <T> FutureTask<T> waiting(java.util.concurrent.Callable<T> body) {
    var task = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(task);
    long start = System.nanoTime();
    while (driver.watches() == 0) {
      assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(MILLIS));
      LockSupport.parkNanos(1_000_000);
    }
    return task;
  }

  @Test
  void aLostConnectionHasFailed() throws Exception {
    assertEquals(NONE, select(0).failed());
    var waiting = waiting(() -> Select.select(NONE, NONE, List.of(socket), MILLIS));
    peer.reset();
    assertEquals(List.of(socket), waiting.get().failed());
    assertEquals(List.of(socket), select(0).readable());
  }

  @Test
  void anErrorThatTheNextCallThrowsIsReady() throws Exception {
    peer.write((byte) 1);
    peer.reset();
    assertEquals(1, socket.recv(5).length);
    assertEquals(List.of(socket), select(0).failed());
    assertEquals(List.of(socket), select(0).readable());
    assertThrows(ConnectionResetException.class, () -> socket.recv(1));
  }

  @Test
  void aSocketThatBeginsToListenIsFollowed() throws Exception {
    Socket server = new Socket(driver);
    server.bind(0);
    var waiting = waiting(() -> Select.select(NONE, NONE, List.of(server), MILLIS));
    server.listen();
    assertEquals(1, driver.watches());
    server.close();
    assertInstanceOf(
        SocketException.class, assertThrows(ExecutionException.class, waiting::get).getCause());
  }

  @Test
  void aDriverThatCannotTellSaysSo() throws IOException {
    try (var other = new Socket(new ScriptedEndpoint())) {
      List<Socket> both = List.of(socket, other);
      assertThrows(UnsupportedOperationException.class, () -> Select.select(both, NONE, NONE, 100));
    }
  }

  @Test
  void aDriverThatFailsHalfWayIsAskedToForget() throws IOException {
    var failing =
        new ScriptedEndpoint() {
          @Override
          public int poll(int interests) {
            return 0;
          }

          @Override
          public void watch(int interests, Runnable listener) throws IOException {
            throw new IOException("the bus broke");
          }

          @Override
          public void unwatch(Runnable listener) throws IOException {
            calls.add("unwatch");
            throw new IOException("still broken");
          }
        };
    try (var other = new Socket(failing)) {
      List<Socket> both = List.of(socket, other);
      var error =
          assertThrows(
              IOException.class, () -> Select.select(both, NONE, NONE, Duration.ofSeconds(1)));
      assertEquals("the bus broke", error.getMessage());
      assertEquals("still broken", error.getSuppressed()[0].getMessage());
      assertTrue(failing.calls.contains("unwatch"));
    }
  }

  @Test
  void aDriverThatTellsForNothingDoesNotHoldTheTimeUp() throws IOException {
    var restless =
        new ScriptedEndpoint() {
          private Runnable listener = () -> {};

          @Override
          public int poll(int interests) {
            listener.run();
            return 0;
          }

          @Override
          public void watch(int interests, Runnable told) {
            listener = told;
          }
        };
    try (var other = new Socket(restless)) {
      assertTrue(Select.select(List.of(other), NONE, NONE, 20).isEmpty());
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedIOException.class, () -> Select.select(List.of(other), NONE, NONE, null));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void theEndOfSendingMakesASocketWritable() throws Exception {
    assertThrows(
        WouldBlockException.class,
        () -> {
          while (true) {
            socket.send(new byte[1_000], 0, 1_000, MSG_DONTWAIT);
          }
        });
    var waiting = waiting(() -> Select.select(NONE, List.of(socket), NONE, MILLIS));
    socket.shutdownOutput();
    assertEquals(List.of(socket), waiting.get().writable());
  }

  // Each byte comes at another moment of the wait; one missed wake-up is a time-out.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWakeUpIsLost(boolean virtual) throws Exception {
    var reader =
        new FutureTask<>(() -> {
          for (int i = 0; i < ROUNDS; i++) {
            Select.Selection ready = select(MILLIS);
            assertEquals(List.of(socket), ready.readable(), () -> "nobody told");
            assertEquals((byte) i, socket.recv(1, MSG_DONTWAIT)[0]);
            socket.sendAll(new byte[] {(byte) i});
          }
          return ROUNDS;
        });
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(reader);
    var random = new java.util.Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      for (int spin = random.nextInt(2_000); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      peer.write((byte) i);
      peer.read(1);
    }
    assertEquals(ROUNDS, reader.get(MILLIS, TimeUnit.MILLISECONDS));
  }

  // Bytes change hands from the driver to the socket while others wait for them.
  @Test
  void noWakeUpIsLostToAnotherThreadThatLooks() throws Exception {
    for (int i = 0; i < ROUNDS / 4; i++) {
      var looking = new FutureTask<>(() -> socket.recv(10, MSG_PEEK).length);
      Thread.ofPlatform().daemon().start(looking);
      var waiting = new FutureTask<>(() -> select(MILLIS));
      Thread.ofPlatform().daemon().start(waiting);
      peer.write((byte) i);
      assertEquals(List.of(socket), waiting.get().readable());
      assertEquals(1, looking.get());
      assertEquals((byte) i, socket.recv(1)[0]);
    }
  }
}
