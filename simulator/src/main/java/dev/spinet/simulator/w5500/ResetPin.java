package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.simulator.bus.Wire;

/** The pin RSTn and the time the chip needs after it (5.5.1). */
final class ResetPin {

  private final ChipCore core;
  private final Wire pin = new Wire();
  private final ChipTimer startup;
  private long assertedAt;
  private boolean ready = true;

  /** The pin stays at a level, by a fault: what the board drives has no effect. */
  private boolean stuck;

  private boolean stuckLow;

  ResetPin(ChipCore core) {
    this.core = core;
    this.startup = new ChipTimer(core, () -> ready = true);
    pin.watch(this::changed);
  }

  Wire pin() {
    return pin;
  }

  /** Whether the chip listens, which depends on the time and on nothing else. */
  boolean isReady() {
    startup.runIfDue();
    return ready;
  }

  /** The supply is too low for a while; after that the chip starts. */
  void outage(long nanos) {
    core.reset();
    if (nanos > 0) {
      startIn(nanos + core.options.startup().toNanos());
    }
  }

  /** What a pulse on the pin does, without the pulse. */
  void glitch() {
    core.reset();
    startIn(core.options.startup().toNanos());
  }

  /** Leaves the chip's end of the wire at a level for good. */
  void stick(boolean low) {
    boolean wasLow = !stuck && pin.isAsserted();
    stuck = true;
    stuckLow = low;
    if (low) {
      core.reset();
      ready = false;
      startup.stop();
    } else if (wasLow) {
      startIn(core.options.startup().toNanos());
    }
  }

  private void startIn(long nanos) {
    ready = false;
    if (stuck ? stuckLow : pin.isAsserted()) {
      startup.stop();
    } else if (nanos == 0) {
      ready = true;
    } else {
      startup.start(nanos);
    }
  }

  private void changed(boolean asserted) {
    core.lock();
    try {
      if (stuck) {
        return;
      }
      if (asserted) {
        assertedAt = core.clock.nanoTime();
        ready = false;
        startup.stop();
        core.reset();
        return;
      }
      long micros = (core.clock.nanoTime() - assertedAt) / 1_000;
      if (micros < ChipLimits.RESET_PULSE_MICROS) {
        core.diagnostics.report(
            Diagnostic.Kind.RESET_PULSE_TOO_SHORT,
            -1,
            "RSTn was low for " + micros + " µs; the chip needs " + ChipLimits.RESET_PULSE_MICROS);
      }
      startIn(core.options.startup().toNanos());
    } finally {
      core.unlock();
    }
  }
}
