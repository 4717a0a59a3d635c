package dev.spinet.cli.device;

import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a simulated chip take the time that a bus of a certain clock needs: eight cycles per byte,
 * and nothing for the gaps between frames, which depend on the controller. The time is taken in
 * pieces that a sleeping thread can keep, so it is right over many frames, not for each.
 */
public final class PacedSpiSlave implements SpiSlave {

  private static final long LEAST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SpiSlave chip;
  private final double nanosPerByte;
  private long frameBytes;
  private long busyUntil = System.nanoTime();

  /**
   * Slows a chip down.
   *
   * @param chip the chip
   * @param hertz clock of the bus, 1 or more
   */
  public PacedSpiSlave(SpiSlave chip, long hertz) {
    this.chip = chip;
    this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) * Byte.SIZE / hertz;
  }

  @Override
  public void select() {
    frameBytes = 0;
    chip.select();
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    frameBytes += length;
    chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    frameBytes += length;
    chip.read(miso, misoOffset, length);
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    frameBytes += length;
    chip.write(mosi, mosiOffset, length);
  }

  @Override
  public void deselect() {
    chip.deselect();
    long now = System.nanoTime();
    // An idle bus saves up no time.
    busyUntil = Math.max(busyUntil - now, 0) + now + (long) (frameBytes * nanosPerByte);
    long left = busyUntil - now;
    while (left >= LEAST_SLEEP_NANOS && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = busyUntil - System.nanoTime();
    }
  }
}
