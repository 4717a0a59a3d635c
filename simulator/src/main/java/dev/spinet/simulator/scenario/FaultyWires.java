package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The SPI wires of a run: tells it about every byte, and damages what it is told to damage. */
final class FaultyWires implements SpiFault {

  private static final int ALL_BITS = 0xFF;

  /** Above the limit of the clock one byte of so many is damaged on each wire. */
  private static final int BYTES_PER_DISTURBANCE = 16;

  private final ScenarioRun run;
  private final WireDecoder decoder = new WireDecoder();
  private final List<Injection> due = new ArrayList<>();
  private final SplittableRandom noise = new SplittableRandom(0);
  private final DataWire mosiWire = new DataWire();
  private final DataWire misoWire = new DataWire();

  // From whatever thread.
  private long shiftedBytes;
  private long clock = ChipLimits.SCLK_GUARANTEED_MAX_HZ;
  private long fastest = Long.MAX_VALUE;

  // What the byte under way gets.
  private boolean shifted;
  private int lastBit;

  /** What happens to one of the wires: what is ready for the next byte, and what this one gets. */
  private static final class DataWire {
    private int nextMask;
    private long stuckBytes;
    private boolean nextHigh;

    private int mask;
    private boolean stuck;
    private boolean high;

    void take(int disturbance) {
      mask = nextMask ^ disturbance;
      nextMask = 0;
      stuck = stuckBytes > 0;
      high = nextHigh;
      if (stuck && stuckBytes != ChipFaults.ALWAYS) {
        stuckBytes--;
      }
    }

    int carry(int value) {
      if (stuck) {
        return high ? ALL_BITS : 0;
      }
      return value ^ mask;
    }
  }

  FaultyWires(ScenarioRun run) {
    this.run = run;
  }

  private DataWire wire(Fault.Line line) {
    return line == Fault.Line.MOSI ? mosiWire : misoWire;
  }

  /** Flips bits of the next byte. */
  synchronized void flip(Fault.Flip flip) {
    wire(flip.line()).nextMask ^= flip.mask();
  }

  /** Holds a wire from the next byte on. */
  synchronized void stick(Fault.Stick stick) {
    var wire = wire(stick.line());
    wire.stuckBytes = stick.bytes();
    wire.nextHigh = stick.high();
  }

  /** Makes MISO late from the next byte on. */
  synchronized void shift(Fault.Shift shift) {
    shiftedBytes = shift.bytes();
  }

  /** Makes the wires unfit for a clock above a limit. */
  synchronized void limit(Fault.ClockLimit limit) {
    fastest = limit.hertz();
  }

  @Override
  public synchronized void clock(long hertz) {
    clock = hertz;
  }

  @Override
  public void before(long frame, int position, int mosi) {
    if (position == 0) {
      decoder.begin();
      lastBit = 0;
    }
    decoder.next(mosi);
    run.byteCrosses(frame, position, decoder, due);
    if (!due.isEmpty()) {
      due.forEach(run::execute);
      due.clear();
    }
    take();
  }

  private synchronized void take() {
    boolean tooFast = clock > fastest;
    mosiWire.take(tooFast ? disturbance() : 0);
    misoWire.take(tooFast ? disturbance() : 0);
    shifted = shiftedBytes > 0;
    if (shifted && shiftedBytes != ChipFaults.ALWAYS) {
      shiftedBytes--;
    }
  }

  /** A mask with one bit, or without any. */
  private int disturbance() {
    return noise.nextInt(BYTES_PER_DISTURBANCE) == 0 ? 1 << noise.nextInt(Byte.SIZE) : 0;
  }

  @Override
  public int mosi(long frame, int position, int value) {
    return mosiWire.carry(value);
  }

  @Override
  public int miso(long frame, int position, int value) {
    int seen = value;
    if (shifted) {
      seen = lastBit << (Byte.SIZE - 1) | value >> 1;
      lastBit = value & 1;
    }
    return misoWire.carry(seen);
  }
}
