package dev.spinet.simulator.fuse.spi;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Carries out {@code SPI_IOC_MESSAGE}: checks the transfers, brings the bytes to send here, clocks
 * them through the chip, and brings the received bytes back (spidev_message() in
 * drivers/spi/spidev.c). Nothing is clocked if a transfer is refused or a buffer cannot be read.
 *
 * <p>Delays between transfers are not waited for: the chip's time is its own, see {@link
 * dev.spinet.simulator.bus.PacedSpiSlave}.
 */
final class MessageRunner {

  private static final int SINGLE = 1;

  private final SpiController controller;
  private final SpiSettings settings;
  private final SelectedChip chip;
  private final CallerMemory caller;
  private final MemorySegment sent;
  private final MemorySegment received;
  private final int transferSize = Math.toIntExact(spi_ioc_transfer.sizeof());

  MessageRunner(SpiController controller, SpiSettings settings, SelectedChip chip, Arena arena) {
    this.controller = controller;
    this.settings = settings;
    this.chip = chip;
    this.caller = new CallerMemory(arena, LinuxConstants.SPINET_SPI_MESSAGE_TRANSFERS_MAX());
    this.sent = arena.allocate(controller.bufsiz(), Long.BYTES);
    this.received = arena.allocate(controller.bufsiz(), Long.BYTES);
  }

  /**
   * Carries out a message.
   *
   * @param transfers array of {@code struct spi_ioc_transfer}
   * @param thread the thread that asks, whose memory the buffers are in
   * @return the bytes clocked, or the negative error number
   */
  int run(MemorySegment transfers, int thread) {
    int count = Math.toIntExact(transfers.byteSize() / transferSize);
    long total = check(transfers, count);
    if (total < 0) {
      return (int) total;
    }
    caller.clear();
    for (int i = 0; i < count; i++) {
      var transfer = transfer(transfers, i);
      if (spi_ioc_transfer.tx_buf(transfer) != 0) {
        caller.add(spi_ioc_transfer.tx_buf(transfer), spi_ioc_transfer.len(transfer));
      }
    }
    int result = caller.fetch(thread, sent);
    if (result < 0) {
      return result;
    }
    clock(transfers, count);
    caller.clear();
    for (int i = 0; i < count; i++) {
      var transfer = transfer(transfers, i);
      if (spi_ioc_transfer.rx_buf(transfer) != 0) {
        caller.add(spi_ioc_transfer.rx_buf(transfer), spi_ioc_transfer.len(transfer));
      }
    }
    result = caller.store(thread, received);
    return result < 0 ? result : (int) total;
  }

  private MemorySegment transfer(MemorySegment transfers, int index) {
    return transfers.asSlice((long) index * transferSize, transferSize);
  }

  /** Returns the sum of the lengths, or the negative error number. */
  private long check(MemorySegment transfers, int count) {
    long total = 0;
    long sending = 0;
    long receiving = 0;
    for (int i = 0; i < count; i++) {
      var transfer = transfer(transfers, i);
      long length = Integer.toUnsignedLong(spi_ioc_transfer.len(transfer));
      long aligned = (length + controller.alignment() - 1) & -controller.alignment();
      total += length;
      sending += spi_ioc_transfer.tx_buf(transfer) != 0 ? aligned : 0;
      receiving += spi_ioc_transfer.rx_buf(transfer) != 0 ? aligned : 0;
      if (total > Integer.MAX_VALUE
          || sending > controller.bufsiz()
          || receiving > controller.bufsiz()) {
        return -LinuxConstants.EMSGSIZE();
      }
    }
    for (int i = 0; i < count; i++) {
      var transfer = transfer(transfers, i);
      if (!settings.accepts(Byte.toUnsignedInt(spi_ioc_transfer.bits_per_word(transfer)))
          || !isSingle(spi_ioc_transfer.tx_nbits(transfer))
          || !isSingle(spi_ioc_transfer.rx_nbits(transfer))) {
        return -LinuxConstants.EINVAL();
      }
    }
    return total;
  }

  /** Whether a transfer uses one data wire; 0 stands for that too. */
  private static boolean isSingle(byte wires) {
    return wires == 0 || wires == SINGLE;
  }

  /** The clock of a transfer, in hertz: its own, or that of the device. */
  private long clockOf(MemorySegment transfer) {
    int own = spi_ioc_transfer.speed_hz(transfer);
    return Math.min(own == 0 ? settings.speedHz() : own, controller.maxSpeedHz());
  }

  private void clock(MemorySegment transfers, int count) {
    long sentAt = 0;
    long receivedAt = 0;
    chip.submission(count == 0 ? settings.speedHz() : clockOf(transfer(transfers, 0)));
    chip.select();
    for (int i = 0; i < count; i++) {
      var transfer = transfer(transfers, i);
      int length = spi_ioc_transfer.len(transfer);
      boolean sends = spi_ioc_transfer.tx_buf(transfer) != 0;
      boolean receives = spi_ioc_transfer.rx_buf(transfer) != 0;
      // A transfer without any buffer does not move the clock (spi_transfer_one_message()).
      if (sends && receives) {
        chip.exchange(sent, sentAt, received, receivedAt, length);
      } else if (sends) {
        chip.write(sent, sentAt, length);
      } else if (receives) {
        chip.read(received, receivedAt, length);
      }
      sentAt += sends ? length : 0;
      receivedAt += receives ? length : 0;
      boolean change = spi_ioc_transfer.cs_change(transfer) != 0;
      if (i + 1 < count) {
        if (change) {
          chip.deselect();
          chip.select();
        }
      } else if (!change) {
        // On the last transfer cs_change has the opposite meaning: chip select stays asserted.
        chip.deselect();
      }
    }
  }
}
