package dev.spinet.simulator.bus;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Makes a simulated chip take the time that a bus needs. What the model itself needs for a
 * submission counts as part of that time; what a program does between its submissions comes on top,
 * as on a board. The time is taken in pieces that a sleeping thread can keep, so it is right over
 * many frames, not for each.
 */
public final class PacedSpiSlave extends SpiRelay {

  private static final long LEAST_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

  /** A sleep that was too long counts towards the next ones, unless the machine stood still. */
  private static final long MOST_CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final SpiTiming timing;
  private final LongSupplier nanoTime;
  private final LongUnaryOperator sleep;
  private long begun;
  private long owed;

  /**
   * Slows a chip down.
   *
   * @param chip the chip
   * @param timing how long the bus needs
   */
  public PacedSpiSlave(SpiSlave chip, SpiTiming timing) {
    this(chip, timing, System::nanoTime, PacedSpiSlave::sleep);
  }

  /** With a clock and a sleep of a test's own; the sleep gives the nanoseconds that it took. */
  PacedSpiSlave(SpiSlave chip, SpiTiming timing, LongSupplier nanoTime, LongUnaryOperator sleep) {
    super(chip);
    this.timing = timing;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
  }

  @Override
  public void submission() {
    super.submission();
    owed += timing.submissionNanos();
  }

  @Override
  public void select() {
    begun = nanoTime.getAsLong();
    super.select();
  }

  @Override
  public void deselect() {
    super.deselect();
    long modelled = nanoTime.getAsLong() - begun;
    // A model that is slower than the bus can save up nothing for the next frame.
    owed += Math.max(timing.frameNanos(frameBytes()) - modelled, 0);
    if (owed >= LEAST_SLEEP_NANOS) {
      owed = Math.max(owed - sleep.applyAsLong(owed), -MOST_CREDIT_NANOS);
    }
  }

  private static long sleep(long nanos) {
    long start = System.nanoTime();
    long left = nanos;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = nanos - (System.nanoTime() - start);
    }
    return nanos - left;
  }
}
