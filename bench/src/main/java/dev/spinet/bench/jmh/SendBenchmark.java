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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What Java costs on the way of bytes from the caller to the bus: {@code send} on the in-process
 * bus, from native memory and from an array.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SendBenchmark {

  /** Bytes offered in one call. */
  @Param({"64", "1460"})
  public int n;

  private final byte[] array = new byte[4096];
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment = arena.allocate(array.length);

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private TirelessConnection connection;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private Socket socket;

  /** Called by JMH. */
  public SendBenchmark() {}

  /**
   * Connects.
   *
   * @throws IOException if the driver does not start
   */
  @Setup
  public void open() throws IOException {
    connection = new TirelessConnection(true);
    socket = connection.stream();
  }

  /**
   * Closes the driver and frees the memory.
   *
   * @throws IOException if the driver does not stop
   */
  @TearDown
  public void close() throws IOException {
    connection.close();
    arena.close();
  }

  /**
   * From native memory: zero-copy.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int fromNativeMemory() throws IOException {
    return socket.send(segment, 0, n);
  }

  /**
   * From a Java array: one copy.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int fromArray() throws IOException {
    return socket.send(array, 0, n);
  }
}
