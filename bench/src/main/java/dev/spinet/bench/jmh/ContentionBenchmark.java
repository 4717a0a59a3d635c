package dev.spinet.bench.jmh;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What several threads cost each other that use sockets of the same chip, each its own: they take
 * turns on the chip's lock. The score counts the calls of all threads together.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ContentionBenchmark {

  private static final int BYTES = 512;

  /** Called by JMH. */
  public ContentionBenchmark() {}

  /** The chip of all threads. */
  @State(Scope.Benchmark)
  public static class SharedChip {

    @SuppressWarnings("NullAway.Init") // JMH calls open() first.
    private TirelessConnection connection;

    /** Called by JMH. */
    public SharedChip() {}

    /**
     * Starts the driver.
     *
     * @throws IOException if it does not start
     */
    @Setup
    public void open() throws IOException {
      connection = new TirelessConnection(true);
    }

    /**
     * Closes the driver and its sockets.
     *
     * @throws IOException if the driver does not stop
     */
    @TearDown
    public void close() throws IOException {
      connection.close();
    }
  }

  /** The socket of one thread. */
  @State(Scope.Thread)
  public static class OwnSocket {

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment = arena.allocate(BYTES);

    @SuppressWarnings("NullAway.Init") // JMH calls open() first.
    private Socket socket;

    /** Called by JMH. */
    public OwnSocket() {}

    /**
     * Connects.
     *
     * @param chip the chip
     * @throws IOException if no socket is free
     */
    @Setup
    public void open(SharedChip chip) throws IOException {
      socket = chip.connection.stream();
    }

    /** Frees the memory. */
    @TearDown
    public void close() {
      arena.close();
    }

    int receive() throws IOException {
      return socket.recvInto(segment, BYTES);
    }
  }

  /**
   * One thread, to compare with.
   *
   * @param own its socket
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  @Threads(1)
  public int oneThread(OwnSocket own) throws IOException {
    return own.receive();
  }

  /**
   * Two threads.
   *
   * @param own the socket of each
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  @Threads(2)
  public int twoThreads(OwnSocket own) throws IOException {
    return own.receive();
  }

  /**
   * As many threads as the chip has sockets.
   *
   * @param own the socket of each
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  @Threads(8)
  public int eightThreads(OwnSocket own) throws IOException {
    return own.receive();
  }
}
