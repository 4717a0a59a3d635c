package dev.spinet.simulator.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A tap on a chip's SPI pins: passes everything on and tells an observer about it. Works with every
 * attachment of a chip, and costs nothing where none is put in.
 */
public final class ObservedSpiSlave implements SpiSlave {

  private final SpiSlave chip;
  private final SpiObserver observer;
  private long frame = -1;
  private int position;

  /**
   * Puts the tap in.
   *
   * @param chip the chip
   * @param observer who listens
   */
  public ObservedSpiSlave(SpiSlave chip, SpiObserver observer) {
    this.chip = chip;
    this.observer = observer;
  }

  @Override
  public void clock(long hertz) {
    chip.clock(hertz);
  }

  @Override
  public void select() {
    frame++;
    position = 0;
    chip.select();
    observer.frameStarted(frame);
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    // Where both directions share memory, what comes in overwrites what went out.
    var sent =
        MemorySegment.ofArray(mosi.asSlice(mosiOffset, length).toArray(ValueLayout.JAVA_BYTE));
    chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
    observer.exchanged(frame, position, sent, 0, miso, misoOffset, length);
    position += length;
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    chip.read(miso, misoOffset, length);
    observer.exchanged(frame, position, null, 0, miso, misoOffset, length);
    position += length;
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    chip.write(mosi, mosiOffset, length);
    observer.exchanged(frame, position, mosi, mosiOffset, null, 0, length);
    position += length;
  }

  @Override
  public void deselect() {
    chip.deselect();
    observer.frameEnded(frame, position);
  }
}
