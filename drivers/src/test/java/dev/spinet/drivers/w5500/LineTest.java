package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts that are missing, late or made up, and lines that are wired wrongly. */
@Timeout(60)
final class LineTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(64);

  /** A line whose level can be made to lie. */
  private static final class LyingLine implements InterruptLine {
    private final InterruptLine line;
    private volatile @Nullable Boolean lie;

    LyingLine(InterruptLine line) {
      this.line = line;
    }

    void say(@Nullable Boolean level) {
      lie = level;
      line.wakeup();
    }

    @Override
    public boolean isAsserted() throws IOException {
      var level = lie;
      return level == null ? line.isAsserted() : level;
    }

    @Override
    public boolean await(long timeoutNanos) throws IOException {
      var level = lie;
      if (level == null) {
        return line.await(timeoutNanos);
      }
      // The true line would end the wait; a false one does not know of anything.
      return level || (deafAwait(timeoutNanos) && lie == null);
    }

    private boolean deafAwait(long timeoutNanos) throws IOException {
      long start = System.nanoTime();
      while (lie != null && System.nanoTime() - start < timeoutNanos) {
        var _ = line.await(0);
        LockSupport.parkNanos(200_000);
      }
      return false;
    }

    @Override
    public void wakeup() {
      line.wakeup();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  private final @Nullable LyingLine[] line = {null};

  private Board board(Duration healthCheck) throws IOException {
    return Board.builder()
        .options(o -> o.healthCheck(healthCheck))
        .line(sound -> {
          var lying = new LyingLine(sound);
          line[0] = lying;
          return lying;
        })
        .build();
  }

  private static void converse(StreamEndpoint endpoint, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      byte[] data = {(byte) i};
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, Streams.receive(endpoint, 1));
    }
  }

  private static long lost(Board board) {
    return board.driver.statistics().faults().lostInterrupts();
  }

  /** The option names the wrong line: it works by looking now and then, and then by polling. */
  @Test
  void aLineThatIsSilentIsDoneWithoutUntilItWorks() throws Exception {
    try (var board = board(Duration.ofMillis(50));
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      Streams.present(line[0]).say(false);
      converse(endpoint, 50);
      assertEquals(3, lost(board));
      Streams.present(line[0]).say(null);
      // An interrupt tells that the line works again.
      Streams.await(
          "trusted again",
          () -> {
            Calls.get(() -> {
              converse(endpoint, 1);
              return true;
            });
            return costOfWaiting(board, endpoint) == 0;
          });
      assertEquals(3, lost(board));
    }
  }

  /** Frames that cross the bus during a wait, once it has begun. */
  private long costOfWaiting(Board board, StreamEndpoint endpoint) {
    var waiter =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                Calls.get(() -> endpoint.receive(memory, 0, 1, TimeUnit.MILLISECONDS.toNanos(60))));
    try {
      Streams.await(
          "waiting",
          () ->
              waiter.getState() == Thread.State.TIMED_WAITING
                  || waiter.getState() == Thread.State.TERMINATED);
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(20);
      long frames = board.count().since(before).frames();
      waiter.join();
      // The health check is one.
      return Math.max(0, frames - 1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLineThatIsStuckIsDoneWithoutUntilItWorks() throws Exception {
    try (var board = board(Duration.ofSeconds(1));
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      Streams.present(line[0]).say(true);
      converse(endpoint, 20);
      Streams.present(line[0]).say(null);
      Streams.await(
          "trusted again",
          () -> {
            Calls.get(() -> {
              converse(endpoint, 1);
              return true;
            });
            return costOfWaiting(board, endpoint) == 0;
          });
      assertEquals(0, lost(board));
    }
  }

  @Test
  void lostInterruptsAreFound() throws Exception {
    try (var board = board(Duration.ofMillis(20));
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      for (int i = 0; i < 10; i++) {
        board.chip.faults().arm(new ChipFault.LoseInterrupt(), ChipFaults.ANY_SOCKET, 1);
        converse(endpoint, 1);
      }
      assertTrue(lost(board) > 0);
    }
  }

  @Test
  void lostEdgesAndLateInterruptsDoNoHarm() throws Exception {
    try (var board = board(Duration.ofMillis(20));
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      board.chip.faults().arm(new ChipFault.LoseInterruptEdge(), ChipFaults.ANY_SOCKET, 20);
      converse(endpoint, 20);
      board.chip.faults().disarm(ChipFault.LoseInterruptEdge.class);
      board
          .chip
          .faults()
          .arm(
              new ChipFault.DelayInterrupt(Duration.ofMillis(5)),
              ChipFaults.ANY_SOCKET,
              ChipFaults.ALWAYS);
      converse(endpoint, 20);
    }
  }

  /** Interrupts for nothing cost a frame each, and not many of them if they go on. */
  @Test
  void madeUpInterruptsCostLittle() throws Exception {
    try (var board = board(Duration.ZERO);
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var waiting = Calls.receiving(endpoint, 1);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      var before = board.count();
      for (int i = 0; i < 2000; i++) {
        board.chip.faults().spuriousInterrupt(Duration.ofNanos(20_000));
        LockSupport.parkNanos(50_000);
      }
      long frames = board.count().since(before).frames();
      assertTrue(frames < 700, "frames: " + frames);
      peer.connections().getFirst().getOutputStream().write(1);
      assertEquals(1, waiting.get(10, TimeUnit.SECONDS).length);
    }
  }
}
