package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.socket.ChipNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Resets the chip, makes sure that it is a W5500 that can be read and written, and divides it.
 * Gives up the chip's lock while it waits, which its caller holds once.
 */
final class ChipStarter {

  /**
   * How long the chip may take to answer after a reset, in nanoseconds. The datasheet promises 1 ms
   * (section 5.5.1), but chips are known that need up to 100 ms.
   */
  private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** How much longer than the datasheet's limits RSTn is held, and the chip left alone after it. */
  private static final int RESET_MARGIN = 4;

  /** What is written to find out whether writes arrive: each wire sees both levels. */
  private static final List<String> PATTERNS = List.of("A55A3CC3", "5AA5C33C", "00FF00FF");

  private static final int ALL_ZEROS = 0x00;
  private static final int ALL_ONES = 0xff;

  private final Chip chip;

  ChipStarter(Chip chip) {
    this.chip = chip;
  }

  /**
   * Brings the chip into a known state. Blocks for some milliseconds, a quarter of a second at
   * most. Called with the chip's lock held, before anybody else knows the chip or while it is
   * failed for everybody else.
   *
   * @param buffers KiB by socket number
   * @throws ChipNotFoundException if no W5500 answers
   */
  void start(@Nullable OutputLine reset, List<Integer> buffers) throws IOException {
    if (reset != null) {
      reset.set(true);
      pause(RESET_MARGIN * TimeUnit.MICROSECONDS.toNanos(ChipLimits.RESET_PULSE_MICROS));
      reset.set(false);
      pause(RESET_MARGIN * TimeUnit.MICROSECONDS.toNanos(ChipLimits.PLL_LOCK_MICROS));
    }
    awaitAnswer(reset != null);
    if (reset == null) {
      chip.writeRegister(Block.common(), CommonRegister.MR, ModeBits.RST);
      awaitAnswer(false);
      awaitResetDone();
    }
    checkWrites();
    divide(buffers);
  }

  /**
   * Waits until the chip answers, without doing anything to it; for as long as {@link #start} would
   * wait at most.
   */
  void awaitAnswer() throws IOException {
    awaitAnswer(false);
  }

  private void awaitAnswer(boolean wasReset) throws IOException {
    var patience = new Patience(START_NANOS);
    while (true) {
      var probe = chip.probe(CommonRegister.VERSIONR);
      if (probe.echoed() && probe.value() == ChipLimits.VERSION) {
        return;
      }
      if (patience.isOverAfterAnotherLook()) {
        throw notFound(probe, wasReset);
      }
      pause(PAUSE_NANOS);
    }
  }

  private void awaitResetDone() throws IOException {
    var patience = new Patience(START_NANOS);
    while (true) {
      int mode = chip.readRegister(Block.common(), CommonRegister.MR);
      if ((mode & ModeBits.RST) == 0) {
        return;
      }
      if (patience.isOverAfterAnotherLook()) {
        throw new ChipNotFoundException(
            "%s: the chip does not come out of its reset: MR stays %s"
                .formatted(chip.name(), ModeBits.name(mode)));
      }
      pause(PAUSE_NANOS);
    }
  }

  private ChipNotFoundException notFound(Chip.Probe probe, boolean wasReset) {
    return new ChipNotFoundException(
        "%s: no W5500 found: read %s %02X where %02X %02X %02X %02X was expected (frame header echo and VERSIONR); %s%s"
            .formatted(
                chip.name(),
                probe.echo(),
                probe.value(),
                1,
                2,
                3,
                ChipLimits.VERSION,
                advice(probe),
                wasReset ? "; check also that the reset line is active low" : ""));
  }

  private static String advice(Chip.Probe probe) {
    if (isAll(probe, ALL_ZEROS)) {
      return "MISO stays low: check that the chip has power, that its RSTn is high, and that chip select and MISO are wired to the right pins";
    }
    if (isAll(probe, ALL_ONES)) {
      return "MISO stays high: check that MISO is connected and that chip select reaches the chip";
    }
    if (probe.echoed()) {
      return "the chip answers, but it is not a W5500, or its data are disturbed: check what is printed on it, and try a lower speed";
    }
    return "the answer is disturbed: try a lower speed, SPI mode 0, shorter wires and a ground wire beside the clock";
  }

  private static boolean isAll(Chip.Probe probe, int octet) {
    String digits = "%02X".formatted(octet);
    return probe.value() == octet && probe.echo().equals(String.join(" ", digits, digits, digits));
  }

  private void checkWrites() throws IOException {
    for (String pattern : PATTERNS) {
      byte[] octets = HexFormat.of().parseHex(pattern);
      chip.writeOctets(Block.common(), CommonRegister.GAR, octets);
      byte[] back = chip.readOctets(Block.common(), CommonRegister.GAR);
      if (!Arrays.equals(octets, back)) {
        throw new ChipNotFoundException(
            "%s: a W5500 answers, but writes do not arrive: wrote %s to GAR and read %s; check that MOSI is connected, and try a lower speed"
                .formatted(chip.name(), pattern, HexFormat.of().withUpperCase().formatHex(back)));
      }
    }
    chip.writeRegister(Block.common(), CommonRegister.GAR, 0);
  }

  private void divide(List<Integer> buffers) throws IOException {
    // What shrinks goes first, so that the sum never exceeds the chip's memory.
    for (boolean growing : new boolean[] {false, true}) {
      for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
        int size = socket < buffers.size() ? buffers.get(socket) : 0;
        if (size > SocketRegister.RXBUF_SIZE.resetValue() == growing) {
          writeSize(Block.socketRegister(socket), SocketRegister.RXBUF_SIZE, size);
          writeSize(Block.socketRegister(socket), SocketRegister.TXBUF_SIZE, size);
        }
      }
    }
  }

  /** A wrong size would mix up the data of connections, so it is read back. */
  private void writeSize(Block block, SocketRegister register, int size) throws IOException {
    chip.writeRegister(block, register, size);
    int back = chip.readRegister(block, register);
    if (back != size) {
      throw new ChipNotFoundException(
          "%s: writes to the W5500 are disturbed: wrote %d to %s of %s and read %d; check the wiring, or lower the speed of the bus"
              .formatted(chip.name(), size, register, block, back));
    }
  }

  /** Goes on for its few milliseconds even if the thread is interrupted, whose status stays set. */
  private void pause(long nanos) {
    chip.unlock();
    try {
      long start = System.nanoTime();
      for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
        LockSupport.parkNanos(left);
      }
    } finally {
      chip.lock();
    }
  }
}
