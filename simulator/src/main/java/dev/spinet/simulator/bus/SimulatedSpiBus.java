package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A bus in the same process with a simulated chip on it. A submission calls the chip directly: no
 * system call, no copy, no allocation.
 */
public final class SimulatedSpiBus implements SpiBus {

  /**
   * What one submission may carry, in the way Linux's spidev limits it: the lengths of all
   * transfers in one direction, each rounded up to an alignment, must fit a buffer.
   *
   * @param bufferSize bytes that one submission may move in each direction, at least 1
   * @param alignment what each length counts up to a multiple of, at least 1
   */
  public record Limits(int bufferSize, int alignment) {

    /** As spidev has it on x86-64 when its {@code bufsiz} parameter is left alone. */
    public static final Limits SPIDEV = new Limits(4096, 8);

    /** As spidev has it on arm64, where each transfer counts in cache lines for DMA. */
    public static final Limits SPIDEV_ARM64 = new Limits(4096, 128);

    /** More than any chip's memory: no message is ever too long. */
    public static final Limits UNLIMITED = new Limits(1 << 24, 1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public Limits {
      if (bufferSize < 1 || alignment < 1) {
        throw new IllegalArgumentException(
            "a limit of " + bufferSize + " bytes aligned to " + alignment + " lets nothing pass");
      }
    }

    private int roundUp(int length) {
      return Math.ceilDiv(length, alignment) * alignment;
    }

    private int fixed(List<SpiFrame> frames) {
      return frames.stream().mapToInt(frame -> roundUp(frame.length())).sum();
    }

    private int payload(int fixed) {
      return (bufferSize - fixed) / alignment * alignment;
    }
  }

  private final SpiSlave chip;
  private final String name;
  private final Limits limits;
  private final Arena arena = Arena.ofShared();
  private final BusCounters counters = new BusCounters();
  private volatile boolean closed;

  /**
   * A bus with the limits of spidev.
   *
   * @param chip the chip on it
   * @param name its name in error messages
   */
  public SimulatedSpiBus(SpiSlave chip, String name) {
    this(chip, name, Limits.SPIDEV);
  }

  /**
   * A bus with chosen limits.
   *
   * @param chip the chip on it
   * @param name its name in error messages
   * @param limits what one submission may carry
   */
  public SimulatedSpiBus(SpiSlave chip, String name, Limits limits) {
    this.chip = chip;
    this.name = name;
    this.limits = limits;
  }

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    requireOpen();
    var list = List.of(frames);
    int fixed = limits.fixed(list);
    if (fixed > limits.bufferSize()) {
      throw new IllegalArgumentException(
          "the fixed bytes of the message take "
              + fixed
              + " of the "
              + limits.bufferSize()
              + " bytes that "
              + name
              + " takes in one submission");
    }
    boolean hasPayload = list.stream().anyMatch(frame -> frame.payload() != SpiFrame.Payload.NONE);
    int length = Math.max(1, SpiMessage.fixedLength(list));
    return new Message(
        list,
        arena.allocate(length),
        arena.allocate(length),
        hasPayload ? limits.payload(fixed) : 0);
  }

  @Override
  public void setSpeed(int hertz) {
    requireOpen();
    chip.clock(hertz);
  }

  @Override
  public BusCounters counters() {
    return counters;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the bus " + name + " is closed");
    }
  }

  private final class Message extends SpiMessage {

    private final FrameWalk walk;
    private final int maxPayload;

    Message(List<SpiFrame> frames, MemorySegment tx, MemorySegment rx, int maxPayload) {
      super(frames, tx, rx);
      this.walk = new FrameWalk(this);
      this.maxPayload = maxPayload;
    }

    @Override
    public int maxPayload() {
      return maxPayload;
    }

    @Override
    protected void transfer(
        int first, int count, MemorySegment payload, long payloadOffset, int payloadLength) {
      requireOpen();
      int bytes = walk.run(chip, first, count, payload, payloadOffset, payloadLength);
      counters.count(count, bytes);
    }
  }
}
