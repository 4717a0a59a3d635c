package dev.spinet.bench.jmh;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
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
 * What Java costs for one UDP datagram, both ways. The chip's buffer is full of datagrams, so that
 * the driver takes several from it at a time, as it does under load.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class DatagramBenchmark {

  /** Bytes of a datagram; with its header of 8 a power of two, for the sake of the chip. */
  @Param({"56", "1016"})
  public int n;

  private final byte[] array = new byte[2048];
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment = arena.allocate(array.length);
  private final DatagramSource source = new DatagramSource();
  private final InetSocketAddress peer =
      new InetSocketAddress(
          Inet4Address.ofLiteral(TirelessConnection.PEER), TirelessConnection.PORT);

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private TirelessConnection connection;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private Socket socket;

  /** Called by JMH. */
  public DatagramBenchmark() {}

  /**
   * Opens a socket.
   *
   * @throws IOException if the driver does not start
   */
  @Setup
  public void open() throws IOException {
    connection = new TirelessConnection(new TirelessChip(false, n), null, true);
    socket = connection.datagrams();
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
   * Into native memory.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int receiveIntoNativeMemory() throws IOException {
    return socket.recvFromInto(segment, source);
  }

  /**
   * Into a Java array.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int receiveIntoArray() throws IOException {
    return socket.recvFromInto(array, source);
  }

  /**
   * From native memory, to the same peer each time.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int sendFromNativeMemory() throws IOException {
    return socket.sendTo(segment, 0, n, peer, 0);
  }

  /**
   * From a Java array, to the same peer each time.
   *
   * @return the count
   * @throws IOException if the socket fails
   */
  @Benchmark
  public int sendFromArray() throws IOException {
    return socket.sendTo(array, 0, n, peer, 0);
  }
}
