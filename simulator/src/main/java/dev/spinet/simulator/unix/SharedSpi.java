package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.simulator.bus.SpiRelay;
import dev.spinet.simulator.bus.SpiSlave;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Several masters for one chip, which knows only one: a frame of one master begins when the frame
 * of another has ended, as on a bus that an arbiter guards. Counts what reaches the chip.
 */
public final class SharedSpi {

  private final SpiSlave chip;
  private final Semaphore bus = new Semaphore(1, true);
  private final BusCounters counters = new BusCounters();

  /**
   * Puts the arbiter in front of a chip.
   *
   * @param chip the chip, which nobody else may use from now on
   */
  public SharedSpi(SpiSlave chip) {
    this.chip = chip;
  }

  /**
   * What all masters together have sent: a message is a frame here.
   *
   * @return the live counters
   */
  public BusCounters counters() {
    return counters;
  }

  /**
   * The chip as a master sees it that waits for its turn as long as it takes.
   *
   * @return the chip's pins, for one master
   */
  public SpiSlave master() {
    return new Turn() {
      @Override
      void take() {
        bus.acquireUninterruptibly();
      }
    };
  }

  /**
   * The chip as a master sees it that does not wait for ever. Its {@link SpiSlave#select()} throws
   * {@link IllegalStateException} when another master keeps the chip selected for longer.
   *
   * @param patience the longest wait for a turn
   * @return the chip's pins, for one master
   */
  public SpiSlave master(Duration patience) {
    return new Turn() {
      @Override
      void take() {
        try {
          if (bus.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("another master keeps the chip selected");
      }
    };
  }

  private abstract class Turn extends SpiRelay {

    private boolean submitted;

    Turn() {
      super(chip);
    }

    abstract void take();

    @Override
    public void submission() {
      // Another master may have the bus; the chip hears of it when this one has its turn.
      submitted = true;
    }

    @Override
    public void select() {
      take();
      if (submitted) {
        submitted = false;
        super.submission();
      }
      super.select();
    }

    @Override
    public void deselect() {
      try {
        super.deselect();
        counters.count(1, frameBytes());
      } finally {
        bus.release();
      }
    }
  }
}
