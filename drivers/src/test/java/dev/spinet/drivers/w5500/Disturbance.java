package dev.spinet.drivers.w5500;

import dev.spinet.simulator.bus.SpiFault;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/** Flips a bit of MISO in some frames, when switched on. Frames are counted from the switching. */
final class Disturbance implements SpiFault {

  private final AtomicInteger position = new AtomicInteger();
  private volatile int mask;
  private volatile LongPredicate frames = frame -> false;
  private volatile long seen;
  private volatile long origin;

  /** From now on disturbs one byte of the frames chosen, counted from 0. */
  void flip(int bytePosition, int bits, LongPredicate chosen) {
    origin = seen + 1;
    position.set(bytePosition);
    mask = bits;
    frames = chosen;
  }

  void stop() {
    mask = 0;
  }

  @Override
  public int flipMiso(long frame, int bytePosition) {
    seen = frame;
    return bytePosition == position.get() && mask != 0 && frames.test(frame - origin) ? mask : 0;
  }
}
