package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.simulator.bus.Wire;

/** IR, SIR, their masks and the pin INTn (4.1). Used under the chip's lock. */
final class InterruptController {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final ChipCore core;
  private final Wire pin = new Wire();
  private final ChipTimer gap;
  private final ChipTimer spurious;

  /** The pin is low, or is to become so, or stays high by a fault: for these events that is all. */
  private boolean announced;

  /** The pin stays as it is, by a fault. */
  private boolean stuck;

  private boolean released;
  private long releasedAt;

  InterruptController(ChipCore core) {
    this.core = core;
    this.gap = new ChipTimer(core, this::drive);
    this.spurious = new ChipTimer(core, this::update);
  }

  Wire pin() {
    return pin;
  }

  /** A common event: sets bits of IR. */
  void raise(int bits) {
    core.common.set(CommonRegister.IR, core.common.get(CommonRegister.IR) | bits);
    update();
  }

  /** Sn_IR of a socket has changed. */
  void socketChanged(int socket, boolean pending) {
    int sir = core.common.get(CommonRegister.SIR);
    core.common.set(CommonRegister.SIR, pending ? sir | (1 << socket) : sir & ~(1 << socket));
    update();
  }

  /** Leaves the pin at a level for good. */
  void stick(boolean low) {
    gap.stop();
    spurious.stop();
    stuck = true;
    pin.set(low);
  }

  /** Drives the pin for nothing, for a while. */
  void assertSpuriously(long nanos) {
    if (stuck) {
      return;
    }
    announced = true;
    gap.stop();
    spurious.start(nanos);
    pin.set(true);
  }

  /** Brings the pin to the level that the registers ask for. */
  void update() {
    if (stuck) {
      return;
    }
    boolean wanted =
        spurious.isRunning()
            || (core.common.get(CommonRegister.IR) & core.common.get(CommonRegister.IMR)) != 0
            || (core.common.get(CommonRegister.SIR) & core.common.get(CommonRegister.SIMR)) != 0;
    if (!wanted) {
      announced = false;
      gap.stop();
      if (pin.isAsserted()) {
        released = true;
        releasedAt = core.clock.nanoTime();
        pin.set(false);
      }
    } else if (!announced) {
      announced = true;
      announce();
    }
  }

  private void announce() {
    if (core.faults.take(ChipFault.LoseInterrupt.class, ChipFaults.ANY_SOCKET) != null) {
      return;
    }
    long delay = released ? Math.max(0, gapNanos() - (core.clock.nanoTime() - releasedAt)) : 0;
    var late = core.faults.take(ChipFault.DelayInterrupt.class, ChipFaults.ANY_SOCKET);
    if (late != null) {
      delay += late.delay().toNanos();
    }
    if (delay > 0) {
      gap.start(delay);
    } else {
      drive();
    }
  }

  private void drive() {
    if (core.faults.take(ChipFault.LoseInterruptEdge.class, ChipFaults.ANY_SOCKET) != null) {
      pin.setUnnoticed(true);
    } else {
      pin.set(true);
    }
  }

  private long gapNanos() {
    int level = core.common.get(CommonRegister.INTLEVEL);
    return level == 0
        ? 0
        : (level + 1L)
            * ChipLimits.INTERRUPT_LEVEL_PLL_CYCLES
            * NANOS_PER_SECOND
            / ChipLimits.PLL_CLOCK_HZ;
  }
}
