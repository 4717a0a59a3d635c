package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

/**
 * Finds out whether the chip still is what it was made: one burst over the common registers,
 * compared with a shadow copy. A chip whose supply voltage dropped has forgotten its hardware
 * address and its connections, and is failed; registers alone that have changed, by a disturbed
 * write for instance, are put right. The same burst shows whether there is a link. Every method is
 * called with the chip's lock held.
 */
final class HealthCheck {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  private final Chip chip;
  private final ChipConfiguration configuration;
  private final HardwareSockets sockets;
  private final LinkMonitor link;
  private final AddressWatch addresses;
  private final long periodNanos;
  private long due;
  private long lastRun = System.nanoTime();
  private int pending;
  private long resets;
  private long repairs;

  /** A period of zero looks only when asked. */
  HealthCheck(
      Chip chip,
      ChipConfiguration configuration,
      HardwareSockets sockets,
      LinkMonitor link,
      AddressWatch addresses,
      Duration period) {
    this.chip = chip;
    this.configuration = configuration;
    this.sockets = sockets;
    this.link = link;
    this.addresses = addresses;
    this.periodNanos = period.isZero() ? Long.MAX_VALUE : Waits.nanos(period);
    this.due = System.nanoTime();
  }

  /** Resets of the chip that were found. */
  long resets() {
    return resets;
  }

  /** Counts a reset that was found in another way. */
  void countReset() {
    resets++;
  }

  /** Registers that were put right. */
  long repairs() {
    return repairs;
  }

  /**
   * Looks if it is time to, and if anybody uses the chip: an unused one is left alone.
   *
   * @param now {@link System#nanoTime()}
   * @param used whether anybody uses the chip
   * @return nanoseconds until it is time again
   */
  long runIfDue(long now, boolean used) throws IOException {
    pending = 0;
    if (periodNanos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (due - now > 0) {
      return due - now;
    }
    due = now + periodNanos;
    if (used) {
      byte[] block = run();
      pending = octet(block, CommonRegister.SIR);
      // Only where no call is in the middle of something.
      link.note(octet(block, CommonRegister.PHYCFGR));
      sockets.inspect();
    }
    return periodNanos;
  }

  /** Looks before the chip is used again after a pause, in which nobody has looked. */
  void runIfStale() throws IOException {
    long now = System.nanoTime();
    if (periodNanos != Long.MAX_VALUE && lastRun - now <= -periodNanos) {
      link.note(octet(run(), CommonRegister.PHYCFGR));
    }
  }

  /** Sockets whose events the last look has found, in case no interrupt has told of them. */
  int pending() {
    return pending;
  }

  /**
   * Looks now.
   *
   * @return the common registers
   * @throws ChipResetException if the chip has lost its configuration; the chip is failed then
   */
  byte[] run() throws IOException {
    long now = System.nanoTime();
    byte[] block = read();
    if (!configuration.isIn(block)) {
      block = repair(block, configuration.differences(block));
    }
    // As of before the look: what happens after it was not seen, however long this thread took.
    lastRun = now;
    notePortUnreachable(block);
    noteConflict(block);
    return block;
  }

  /** The chip keeps the last such answer until it is cleared (datasheet, section 4.1, IR, UIPR). */
  private void notePortUnreachable(byte[] block) throws IOException {
    if ((octet(block, CommonRegister.IR) & CommonInterrupt.UNREACH) != 0) {
      chip.writeRegister(Block.common(), CommonRegister.IR, CommonInterrupt.UNREACH);
      var registers = ByteBuffer.wrap(block);
      sockets.portUnreachable(
          registers.getInt(RegisterBurst.COMMON_BLOCK.offset(CommonRegister.UIPR)),
          Short.toUnsignedInt(
              registers.getShort(RegisterBurst.COMMON_BLOCK.offset(CommonRegister.UPORTR))));
    }
  }

  private void noteConflict(byte[] block) throws IOException {
    if ((octet(block, CommonRegister.IR) & CommonInterrupt.CONFLICT) != 0) {
      chip.writeRegister(Block.common(), CommonRegister.IR, CommonInterrupt.CONFLICT);
      addresses.noteConflict();
    }
  }

  /** Reads the registers; what is not as it should be is read until two readings agree. */
  private byte[] read() throws IOException {
    byte[] block = chip.readBurst(Block.common(), RegisterBurst.COMMON_BLOCK);
    int attempts = 0;
    while (!configuration.isIn(block) || link.isNews(octet(block, CommonRegister.PHYCFGR))) {
      byte[] again = chip.readBurst(Block.common(), RegisterBurst.COMMON_BLOCK);
      boolean sameLink =
          !link.differs(octet(block, CommonRegister.PHYCFGR), octet(again, CommonRegister.PHYCFGR));
      if (configuration.agree(block, again) && sameLink) {
        return again;
      }
      chip.countRepeat();
      block = again;
      attempts++;
      if (attempts == Chip.ATTEMPTS) {
        throw chip.broken(
            "%s: the registers of the W5500 read differently each time: %s; check the wiring, or lower the speed of the bus"
                .formatted(
                    chip.name(), configuration.describe(block, configuration.differences(block))));
      }
    }
    return block;
  }

  private byte[] repair(byte[] block, Set<CommonRegister> differences) throws IOException {
    String found = configuration.describe(block, differences);
    if (configuration.looksReset(block, differences)) {
      resets++;
      var cause =
          new ChipResetException(
              "%s: the W5500 was reset or lost its supply voltage: its registers no longer hold what was written: %s"
                  .formatted(chip.name(), found));
      chip.fail(cause);
      throw cause;
    }
    configuration.write(differences);
    byte[] repaired = read();
    if (!configuration.isIn(repaired)) {
      throw chip.broken(
          "%s: the W5500 does not keep what is written to it: %s; check the wiring, or lower the speed of the bus"
              .formatted(
                  chip.name(),
                  configuration.describe(repaired, configuration.differences(repaired))));
    }
    repairs++;
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: registers of the W5500 were disturbed and are put right: {1}",
        chip.name(),
        found);
    return repaired;
  }

  private static int octet(byte[] block, CommonRegister register) {
    return Byte.toUnsignedInt(block[RegisterBurst.COMMON_BLOCK.offset(register)]);
  }
}
