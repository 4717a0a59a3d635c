package dev.spinet.bench.jmh;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.simulator.packet.InternetChecksum;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Work on formats: the chip's frame header in the driver; Ethernet, IPv4 and TCP in the simulator,
 * whose speed bounds what a simulated network carries.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CodecBenchmark {

  private static final int SEGMENT = 1460;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(FrameHeader.SIZE);
  private final int control = ControlByte.read(Block.rxBuffer(0));
  private final byte[] payload = new byte[SEGMENT];
  private final Ipv4Envelope envelope =
      Ipv4Envelope.of(
          MacAddress.parse("02:53:50:4e:00:01"),
          MacAddress.parse("02:53:50:4e:00:02"),
          Ipv4Address.parse("10.0.2.15"),
          Ipv4Address.parse("10.0.2.2"));
  private final TcpHeader header = new TcpHeader(50_000, 80, 1, 2, TcpHeader.ACK, 2048);
  private final byte[] frame =
      header.frame(envelope, 1, SEGMENT, PayloadWriter.of(payload, 0, SEGMENT));
  private int address;

  /** Called by JMH. */
  public CodecBenchmark() {}

  /** Frees the memory. */
  @TearDown
  public void close() {
    arena.close();
  }

  /**
   * Writes the header of an SPI frame and looks whether it was echoed.
   *
   * @return whether it was
   */
  @Benchmark
  public boolean frameHeader() {
    FrameHeader.write(memory, 0, address++, control);
    return FrameHeader.isEchoed(memory, 0);
  }

  /**
   * Makes an Ethernet frame with a full TCP segment, checksums included.
   *
   * @return the frame
   */
  @Benchmark
  public byte[] encodeTcpSegment() {
    return header.frame(envelope, 1, SEGMENT, PayloadWriter.of(payload, 0, SEGMENT));
  }

  /**
   * Reads one, checksums included.
   *
   * @return what is in it
   */
  @Benchmark
  public Object decodeTcpSegment() {
    return Packet.parse(frame);
  }

  /**
   * The Internet checksum of a full segment.
   *
   * @return the sum
   */
  @Benchmark
  public int checksum() {
    return InternetChecksum.of(payload, 0, SEGMENT);
  }
}
