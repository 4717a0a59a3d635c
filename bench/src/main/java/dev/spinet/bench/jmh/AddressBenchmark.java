package dev.spinet.bench.jmh;

import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
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
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read addresses that people have written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class AddressBenchmark {

  private String ip = "192.168.178.110";
  private String mac = "02:53:50:4e:00:15";

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private TirelessConnection connection;

  /** Called by JMH. */
  public AddressBenchmark() {}

  /**
   * Starts a driver.
   *
   * @throws IOException if it does not start
   */
  @Setup
  public void open() throws IOException {
    connection = new TirelessConnection(true);
  }

  /**
   * Closes the driver.
   *
   * @throws IOException if it does not stop
   */
  @TearDown
  public void close() throws IOException {
    connection.close();
  }

  /**
   * The address of a host that is given as an address.
   *
   * @return the address
   * @throws IOException if it is none
   */
  @Benchmark
  public Inet4Address hostByAddress() throws IOException {
    return connection.resolve(ip);
  }

  /**
   * The same by the JDK.
   *
   * @return the address
   */
  @Benchmark
  public Inet4Address hostByAddressInTheJdk() {
    return Inet4Address.ofLiteral(ip);
  }

  /**
   * A hardware address.
   *
   * @return the address
   */
  @Benchmark
  public long hardwareAddress() {
    return MacAddress.parse(mac).value();
  }
}
