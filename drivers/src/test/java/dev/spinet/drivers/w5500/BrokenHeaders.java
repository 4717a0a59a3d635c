package dev.spinet.drivers.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;

/** Flips bits of one byte in all reads of receive buffers, when switched on. */
final class BrokenHeaders implements SpiSlave {

  private static final int CONTROL = 2;
  private static final int FIRST_DATA = 3;
  private static final int BLOCK_KIND = 0x18;
  private static final int RECEIVE_BUFFER = 0x18;

  private final SpiSlave chip;
  private int position;
  private int control;
  private volatile int target;
  private volatile int mask;

  BrokenHeaders(SpiSlave chip) {
    this.chip = chip;
  }

  /** From now on disturbs a byte of the data, counted from 0. */
  void flip(int dataByte, int bits) {
    target = FIRST_DATA + dataByte;
    mask = bits;
  }

  void stop() {
    mask = 0;
  }

  @Override
  public void select() {
    position = 0;
    chip.select();
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
    for (int i = 0; i < length; i++, position++) {
      if (position == CONTROL) {
        control = mosi.get(JAVA_BYTE, mosiOffset + i);
      }
      disturb(miso, misoOffset + i);
    }
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    chip.read(miso, misoOffset, length);
    for (int i = 0; i < length; i++, position++) {
      disturb(miso, misoOffset + i);
    }
  }

  private void disturb(MemorySegment miso, long at) {
    if (mask != 0 && position == target && (control & BLOCK_KIND) == RECEIVE_BUFFER) {
      miso.set(JAVA_BYTE, at, (byte) (miso.get(JAVA_BYTE, at) ^ mask));
    }
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    chip.write(mosi, mosiOffset, length);
    position += length;
  }

  @Override
  public void deselect() {
    chip.deselect();
  }
}
