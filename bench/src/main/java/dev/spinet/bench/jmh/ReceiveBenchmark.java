package dev.spinet.bench.jmh;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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
 * What Java costs on the way of received bytes from the bus to the caller: {@code recvInto} on the
 * in-process bus, into each kind of memory. The bus and the chip behind it cost next to nothing, so
 * this is no throughput of a real chip.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ReceiveBenchmark {

  /** Bytes asked for in one call. */
  @Param({"64", "1460"})
  public int n;

  /** Whether the driver gives received space back to the chip late, which is its default. */
  @Param({"true", "false"})
  public boolean deferred;

  private final byte[] array = new byte[4096];
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment = arena.allocate(array.length);
  private final ByteBuffer direct = segment.asByteBuffer();

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private TirelessConnection connection;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private Socket socket;

  /** Called by JMH. */
  public ReceiveBenchmark() {}

  /**
   * Connects.
   *
   * @throws IOException if the driver does not start
   */
  @Setup
  public void open() throws IOException {
    connection = new TirelessConnection(deferred);
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
   * Into native memory: zero-copy.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int intoNativeMemory() throws IOException {
    return socket.recvInto(segment, n);
  }

  /**
   * Into a Java array: one copy.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int intoArray() throws IOException {
    return socket.recvInto(array, n);
  }

  /**
   * Into a direct buffer: zero-copy.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int intoDirectBuffer() throws IOException {
    direct.clear();
    return socket.recvInto(direct, n);
  }
}
