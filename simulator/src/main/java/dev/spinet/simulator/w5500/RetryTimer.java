package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;

/**
 * Retransmission by RTR and RCR (4.1): after each time-out one retry, at most RCR of them, then the
 * end. The registers are read each time, so a change of them counts from the next retry on.
 */
final class RetryTimer {

  /** How the time-out grows from one retry to the next. */
  enum Growth {
    /** Not at all, as in address resolution: (RCR + 1) x RTR in all. */
    CONSTANT,
    /** It doubles while it fits 16 bits, as in TCP. */
    DOUBLING
  }

  private final ChipCore core;
  private final Growth growth;
  private final Runnable retry;
  private final Runnable exhausted;
  private final ChipTimer timer;
  private int attempt;

  RetryTimer(ChipCore core, Growth growth, Runnable retry, Runnable exhausted) {
    this.core = core;
    this.growth = growth;
    this.retry = retry;
    this.exhausted = exhausted;
    this.timer = new ChipTimer(core, this::expired);
  }

  /** Starts over after a first transmission or a sign of life from the peer. */
  void start() {
    attempt = 0;
    timer.start(delay());
  }

  void stop() {
    timer.stop();
  }

  boolean isRunning() {
    return timer.isRunning();
  }

  /** Time from the first transmission to the end if nobody ever answers, in nanoseconds. */
  static long totalNanos(ChipCore core, Growth growth) {
    long total = 0;
    for (int i = 0; i <= core.common.get(CommonRegister.RCR); i++) {
      total += delay(core, growth, i);
    }
    return total;
  }

  private void expired() {
    attempt++;
    if (attempt > core.common.get(CommonRegister.RCR)) {
      exhausted.run();
    } else {
      timer.start(delay());
      retry.run();
    }
  }

  private long delay() {
    return delay(core, growth, attempt);
  }

  private static long delay(ChipCore core, Growth growth, int attempt) {
    int unit = Math.max(1, core.common.get(CommonRegister.RTR));
    long units = unit;
    if (growth == Growth.DOUBLING) {
      // The largest doubling that still fits the chip's 16-bit counter.
      int most = 0;
      while ((long) unit << (most + 1) <= 0xFFFF) {
        most++;
      }
      units <<= Math.min(attempt, most);
    }
    return units * ChipLimits.RETRY_UNIT_MICROS * 1_000;
  }
}
