package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Finds out whether the chip still is what it was made: one burst over the common registers,
 * compared with what was written. A chip whose supply voltage dropped has forgotten its hardware
 * address. Every method is called with the chip's lock held.
 */
final class HealthCheck {

  private final Chip chip;
  private final NetworkSettings settings;
  private final long periodNanos;
  private long due;
  private boolean foundEvents;

  /** A period of zero looks only when asked. */
  HealthCheck(Chip chip, NetworkSettings settings, Duration period) {
    this.chip = chip;
    this.settings = settings;
    this.periodNanos = period.isZero() ? Long.MAX_VALUE : Waits.nanos(period);
    this.due = System.nanoTime();
  }

  /**
   * Looks if it is time to, and if somebody waits: a chip nobody waits on is left alone.
   *
   * @param now {@link System#nanoTime()}
   * @param armed bits of the sockets somebody waits on
   * @return nanoseconds until it is time again
   */
  long runIfDue(long now, int armed) throws IOException {
    foundEvents = false;
    if (periodNanos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (due - now > 0) {
      return due - now;
    }
    due = now + periodNanos;
    if (armed != 0) {
      byte[] block = run();
      int pending = block[RegisterBurst.COMMON_BLOCK.offset(CommonRegister.SIR)];
      foundEvents = (pending & armed) != 0;
    }
    return periodNanos;
  }

  /** Whether the last look found events that an interrupt should have told. */
  boolean foundEvents() {
    return foundEvents;
  }

  /**
   * Looks now.
   *
   * @return the common registers
   * @throws ChipResetException if the chip has lost its configuration; the chip is failed then
   */
  byte[] run() throws IOException {
    byte[] block = chip.readBurst(Block.common(), RegisterBurst.COMMON_BLOCK);
    int version = octet(block, CommonRegister.VERSIONR);
    if (version != ChipLimits.VERSION || !isConfigured(block)) {
      var cause =
          new ChipResetException(
              "%s: the W5500 was reset or lost its supply voltage: its registers no longer hold what was written (VERSIONR=%02X, SHAR=%s)"
                  .formatted(chip.name(), version, settings.hardwareAddress(block)));
      chip.fail(cause);
      throw cause;
    }
    return block;
  }

  private boolean isConfigured(byte[] block) {
    int start = RegisterBurst.COMMON_BLOCK.offset(RegisterBurst.NETWORK_BLOCK.first());
    byte[] expected = settings.written();
    return Arrays.equals(block, start, start + expected.length, expected, 0, expected.length);
  }

  private static int octet(byte[] block, CommonRegister register) {
    return Byte.toUnsignedInt(block[RegisterBurst.COMMON_BLOCK.offset(register)]);
  }
}
