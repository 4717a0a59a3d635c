package dev.spinet.simulator.bus;

import java.lang.foreign.MemorySegment;

/** Something between a master and a chip that passes everything on and counts the bytes. */
public abstract class SpiRelay implements SpiSlave {

  private final SpiSlave chip;
  private long frameBytes;

  /**
   * Puts the relay in front of a chip.
   *
   * @param chip the chip, or the next relay
   */
  protected SpiRelay(SpiSlave chip) {
    this.chip = chip;
  }

  /**
   * The bytes of the frame that is under way, or of the last one.
   *
   * @return bytes, header included
   */
  protected final long frameBytes() {
    return frameBytes;
  }

  @Override
  public void submission() {
    chip.submission();
  }

  @Override
  public void clock(long hertz) {
    chip.clock(hertz);
  }

  @Override
  public void select() {
    frameBytes = 0;
    chip.select();
  }

  @Override
  public final void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    frameBytes += length;
    chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
  }

  @Override
  public final void read(MemorySegment miso, long misoOffset, int length) {
    frameBytes += length;
    chip.read(miso, misoOffset, length);
  }

  @Override
  public final void write(MemorySegment mosi, long mosiOffset, int length) {
    frameBytes += length;
    chip.write(mosi, mosiOffset, length);
  }

  @Override
  public void deselect() {
    chip.deselect();
  }
}
