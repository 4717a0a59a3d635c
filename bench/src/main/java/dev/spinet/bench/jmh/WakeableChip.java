package dev.spinet.bench.jmh;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import java.lang.foreign.MemorySegment;

/**
 * A chip that receives some bytes when it is told to, and asserts INTn then. The bytes are there
 * when the driver looks, so any thread may tell it.
 */
final class WakeableChip implements SpiSlave {

  private final TirelessChip chip = new TirelessChip(true, TirelessChip.DATAGRAM);
  private final Wire wire = new Wire();
  private volatile int arriving;
  private volatile boolean armed;

  /** The board's end of INTn. */
  InterruptLine line() {
    return new SimulatedInterruptLine(wire);
  }

  /** Whether the driver has enabled the interrupt, and nothing has come since. */
  boolean isArmed() {
    return armed && !wire.isAsserted();
  }

  /** Bytes arrive: the edge on INTn comes from the calling thread. */
  void receive(int count) {
    arriving = count;
    wire.set(true);
  }

  @Override
  public void select() {
    int count = arriving;
    if (count > 0) {
      arriving = 0;
      chip.deliver(count);
    }
    chip.select();
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    chip.read(miso, misoOffset, length);
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    chip.write(mosi, mosiOffset, length);
  }

  @Override
  public void deselect() {
    chip.deselect();
    armed = chip.enabledSockets() != 0;
    if (arriving == 0) {
      wire.set(chip.isInterrupting());
    }
  }
}
