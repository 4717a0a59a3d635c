package dev.spinet.simulator.bus;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Bad wires to a chip: hands every byte on by itself, with the faults of that byte applied. Put
 * several faults in one list, or one of these in front of another.
 */
public final class FaultySpiSlave implements SpiSlave {

  private final SpiSlave chip;
  private final List<SpiFault> faults;
  private final MemorySegment mosiByte = Arena.ofAuto().allocate(JAVA_BYTE);
  private final MemorySegment misoByte = Arena.ofAuto().allocate(JAVA_BYTE);
  private long frame = -1;
  private int position;

  /**
   * Puts the faults in front of a chip.
   *
   * @param chip the chip
   * @param faults what goes wrong
   */
  public FaultySpiSlave(SpiSlave chip, SpiFault... faults) {
    this.chip = chip;
    this.faults = List.of(faults);
  }

  @Override
  public void submission() {
    chip.submission();
  }

  @Override
  public void clock(long hertz) {
    faults.forEach(fault -> fault.clock(hertz));
    chip.clock(hertz);
  }

  @Override
  public void select() {
    frame++;
    position = 0;
    chip.select();
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    for (int i = 0; i < length; i++) {
      miso.set(JAVA_BYTE, misoOffset + i, exchange(mosi.get(JAVA_BYTE, mosiOffset + i)));
    }
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    for (int i = 0; i < length; i++) {
      miso.set(JAVA_BYTE, misoOffset + i, exchange((byte) 0));
    }
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    for (int i = 0; i < length; i++) {
      exchange(mosi.get(JAVA_BYTE, mosiOffset + i));
    }
  }

  @Override
  public void deselect() {
    chip.deselect();
  }

  @SuppressWarnings("UnusedReturnValue")
  private byte exchange(byte out) {
    int mosi = out & 0xFF;
    for (var fault : faults) {
      fault.before(frame, position, out & 0xFF);
      mosi = fault.mosi(frame, position, mosi);
    }
    mosiByte.set(JAVA_BYTE, 0, (byte) mosi);
    chip.exchange(mosiByte, 0, misoByte, 0, 1);
    int miso = misoByte.get(JAVA_BYTE, 0) & 0xFF;
    for (var fault : faults) {
      miso = fault.miso(frame, position, miso);
    }
    position++;
    return (byte) miso;
  }
}
