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
  private boolean released;
  private long releasedAt;

  InterruptController(ChipCore core) {
    this.core = core;
    this.gap = new ChipTimer(core, () -> pin.set(true));
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

  /** Brings the pin to the level that the registers ask for. */
  void update() {
    boolean wanted =
        (core.common.get(CommonRegister.IR) & core.common.get(CommonRegister.IMR)) != 0
            || (core.common.get(CommonRegister.SIR) & core.common.get(CommonRegister.SIMR)) != 0;
    if (!wanted) {
      gap.stop();
      if (pin.isAsserted()) {
        released = true;
        releasedAt = core.clock.nanoTime();
        pin.set(false);
      }
    } else if (!pin.isAsserted() && !gap.isRunning()) {
      long left = gapNanos() - (core.clock.nanoTime() - releasedAt);
      if (released && left > 0) {
        gap.start(left);
      } else {
        pin.set(true);
      }
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
