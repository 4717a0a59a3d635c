package dev.spinet.bench.jmh;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the edge on the interrupt line until a thread that waits in {@code recvInto} has its bytes
 * and returns: two threads have to be woken on the way, the driver's and the caller's. The thread
 * that measures spins, so at least two processors are needed for times that mean something.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class WakeUpBenchmark {

  private static final int BYTES = 64;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What kind of thread waits. */
  @Param({"platform", "virtual"})
  public String thread = "platform";

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment = arena.allocate(BYTES);
  private final WakeableChip chip = new WakeableChip();

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private TirelessConnection connection;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private Thread receiver;

  private volatile long received;
  private volatile boolean closing;

  /** Called by JMH. */
  public WakeUpBenchmark() {}

  /**
   * Connects, and starts the thread that waits.
   *
   * @throws IOException if the driver does not start
   */
  @Setup
  public void open() throws IOException {
    connection = new TirelessConnection(chip, chip.line(), true);
    var socket = connection.stream();
    Thread.Builder builder =
        thread.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    receiver = builder.name("receiver").start(() -> receiveForEver(socket));
  }

  private void receiveForEver(Socket socket) {
    long count = 0;
    try {
      while (socket.recvInto(segment, BYTES) == BYTES) {
        count++;
        received = count;
      }
    } catch (IOException e) {
      if (!closing) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Closes the driver, which ends the thread, and frees the memory.
   *
   * @throws IOException if the driver does not stop
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void close() throws IOException, InterruptedException {
    closing = true;
    connection.close();
    receiver.join();
    arena.close();
  }

  /** Waits until the thread waits. */
  @Setup(Level.Invocation)
  public void settle() {
    long begun = System.nanoTime();
    while (!chip.isArmed() || !isWaiting()) {
      if (!receiver.isAlive() || System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IllegalStateException("the receiving thread does not wait");
      }
      Thread.onSpinWait();
    }
  }

  private boolean isWaiting() {
    return switch (receiver.getState()) {
      case WAITING, TIMED_WAITING -> true;
      default -> false;
    };
  }

  /**
   * Raises the interrupt and waits for the bytes.
   *
   * @return how often bytes have come
   */
  @Benchmark
  public long fromEdgeToReturn() {
    long before = received;
    chip.receive(BYTES);
    while (received == before) {
      Thread.onSpinWait();
    }
    return before;
  }
}
