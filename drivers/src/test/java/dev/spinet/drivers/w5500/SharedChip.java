package dev.spinet.drivers.w5500;

import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/** Lets a test and the driver talk to one chip, frame by frame: a bus has one chip select. */
final class SharedChip implements SpiSlave {

  private final SpiSlave chip;
  private final ReentrantLock selected = new ReentrantLock();

  SharedChip(SpiSlave chip) {
    this.chip = chip;
  }

  @Override
  public void select() {
    selected.lock();
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
    selected.unlock();
  }
}
