package dev.spinet.simulator.fuse.spi;

import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/** The wires to the chip: chip select, which may stay asserted between messages, and the data. */
final class SelectedChip {

  /** What a master reads from a data wire that nobody drives and a pull-up holds. */
  private static final byte UNDRIVEN = (byte) 0xFF;

  private final SpiSlave slave;
  private final SpiSettings settings;
  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private long clock;
  private boolean asserted;
  private boolean reached;

  SelectedChip(SpiSlave slave, SpiSettings settings) {
    this.slave = slave;
    this.settings = settings;
  }

  long frames() {
    return frames.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  /** A program hands over frames, for a clock in hertz. */
  void submission(long hertz) {
    if (settings.reachesChip()) {
      if (hertz != clock) {
        clock = hertz;
        slave.clock(hertz);
      }
      slave.submission();
    }
  }

  /** Asserts chip select; has no effect if the last message left it asserted. */
  void select() {
    if (asserted) {
      return;
    }
    asserted = true;
    reached = settings.reachesChip();
    frames.increment();
    if (reached) {
      slave.select();
    }
  }

  /** Releases chip select, if it is asserted. */
  void deselect() {
    if (!asserted) {
      return;
    }
    asserted = false;
    if (reached) {
      slave.deselect();
    }
  }

  void exchange(MemorySegment mosi, long mosiOffset, MemorySegment miso, long offset, int length) {
    bytes.add(length);
    if (reached) {
      slave.exchange(mosi, mosiOffset, miso, offset, length);
    } else {
      miso.asSlice(offset, length).fill(UNDRIVEN);
    }
  }

  void read(MemorySegment miso, long offset, int length) {
    bytes.add(length);
    if (reached) {
      slave.read(miso, offset, length);
    } else {
      miso.asSlice(offset, length).fill(UNDRIVEN);
    }
  }

  void write(MemorySegment mosi, long offset, int length) {
    bytes.add(length);
    if (reached) {
      slave.write(mosi, offset, length);
    }
  }
}
