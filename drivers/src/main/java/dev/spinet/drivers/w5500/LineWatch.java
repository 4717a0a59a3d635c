package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether the interrupt line tells the truth. A line that does not is not waited on any more
 * and the chip is asked instead, as if there were none, until the line is seen to work. Every
 * method but {@link #await} and {@link #assertedAt} is called with the chip's lock held.
 */
final class LineWatch {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  /** What can be wrong with a line. */
  private enum Fault {
    STUCK("is asserted although the chip has nothing to report"),
    NOISY("is asserted again and again although the chip has nothing to report"),
    SILENT("is not asserted although the chip has something to report"),
    BROKEN("cannot be read");

    private final String text;

    Fault(String text) {
      this.text = text;
    }
  }

  /** How often a line may stay asserted for nothing in a row: it lags behind a little. */
  private static final int STUCK_LIMIT = 8;

  /** How many interrupts for nothing may come in one window of time. */
  private static final int NOISE_LIMIT = 100;

  private static final long NOISE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How many interrupts in a row may be missing. */
  private static final int SILENT_LIMIT = 3;

  /** How long to leave a line alone before it is looked at again; a noisy one only looks fine. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long NOISY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final @Nullable InterruptLine line;
  private final String chip;
  private final Set<Fault> complaints = EnumSet.noneOf(Fault.class);
  private final Set<Fault> reliefs = EnumSet.noneOf(Fault.class);
  private @Nullable Fault fault;
  private volatile @Nullable IOException problem;
  private int stuck;
  private int noise;
  private long noiseSince;
  private int silent;
  private long retryAt;
  private long lostInterrupts;

  LineWatch(@Nullable InterruptLine line, String chip) {
    this.line = line;
    this.chip = chip;
  }

  /** Whether there is a line at all. */
  boolean isWired() {
    return line != null;
  }

  /** Whether the line tells what happens. */
  boolean isTrusted() {
    return line != null && fault == null;
  }

  /** Interrupts that did not come although the chip had something to report. */
  long lostInterrupts() {
    return lostInterrupts;
  }

  /** Waits for the line, see {@link InterruptLine#await}. Called without the chip's lock. */
  boolean await(long nanos) {
    if (line == null) {
      return false;
    }
    try {
      return line.await(nanos);
    } catch (IOException e) {
      problem = e;
      return false;
    }
  }

  /** When it was asserted, see {@link InterruptLine#assertedAt}. Called without the lock, too. */
  long assertedAt() {
    if (line == null) {
      return InterruptLine.UNKNOWN;
    }
    try {
      return line.assertedAt();
    } catch (IOException e) {
      problem = e;
      return InterruptLine.UNKNOWN;
    }
  }

  /** Ends a wait for the line. */
  void wakeup() {
    if (line != null) {
      line.wakeup();
    }
  }

  /** After a wait, looks whether it has failed. */
  void judgeWait() {
    if (problem != null && fault == null) {
      distrust(Fault.BROKEN);
    }
  }

  /**
   * The line was asserted.
   *
   * @param foundEvents whether the chip had something to report
   * @param busy whether callers have used the chip meanwhile, and may have seen to its events
   */
  void judgeInterrupt(boolean foundEvents, boolean busy) {
    silent = 0;
    if (foundEvents) {
      stuck = 0;
      noise = 0;
      return;
    }
    stuck = isAsserted() ? stuck + 1 : 0;
    if (stuck > STUCK_LIMIT) {
      distrust(Fault.STUCK);
    } else if (!busy) {
      countNoise();
    }
  }

  private void countNoise() {
    long now = System.nanoTime();
    if (noise == 0 || now - noiseSince > NOISE_NANOS) {
      noise = 0;
      noiseSince = now;
    }
    noise++;
    if (noise > NOISE_LIMIT) {
      distrust(Fault.NOISY);
    }
  }

  /** Events were found that the line has not told of; called before they are cleared. */
  void judgeSilence() {
    if (!isTrusted() || isAsserted()) {
      return;
    }
    lostInterrupts++;
    silent++;
    if (silent >= SILENT_LIMIT) {
      distrust(Fault.SILENT);
    }
  }

  /**
   * The chip was asked because the line is not trusted; called before events are cleared.
   *
   * @param pending whether the chip has something to report, so that it should assert the line
   */
  void judgePoll(boolean pending) {
    if (line == null || fault == null || fault == Fault.BROKEN) {
      return;
    }
    // Only what was wrong before can show that it is right now.
    boolean telling = pending == (fault == Fault.SILENT);
    if (!telling || retryAt - System.nanoTime() > 0) {
      return;
    }
    boolean asserted = isAsserted();
    if (asserted == pending && fault != Fault.BROKEN) {
      // A loose contact comes and goes: what is said of a fault is said once.
      if (reliefs.add(fault)) {
        LOG.log(System.Logger.Level.INFO, "{0}: the interrupt line works again", chip);
      }
      fault = null;
      stuck = 0;
      noise = 0;
      silent = 0;
    } else {
      retryAt = System.nanoTime() + RETRY_NANOS;
    }
  }

  private boolean isAsserted() {
    try {
      return line != null && line.isAsserted();
    } catch (IOException e) {
      problem = e;
      distrust(Fault.BROKEN);
      return false;
    }
  }

  private void distrust(Fault found) {
    fault = found;
    retryAt = System.nanoTime() + (found == Fault.NOISY ? NOISY_RETRY_NANOS : RETRY_NANOS);
    if (complaints.add(found)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the interrupt line {1}, so the chip is asked at short intervals instead; check that"
              + " the option interrupt names the line that INTn is wired to, and the wire{2}",
          chip,
          found.text,
          problem == null ? "" : ": " + problem.getMessage());
    }
  }
}
