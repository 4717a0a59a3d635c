package dev.spinet.drivers.w5500;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices that another host uses the chip's address: the chip reports ARP packets that say so
 * (W5500 datasheet, section 4.1, IR, CONFLICT), and the health check finds that. Every method is
 * called with the chip's lock held.
 *
 * <p>Once may be a host that is about to learn better; twice within ten seconds is a host that will
 * not give way (RFC 5227, section 2.4, DEFEND_INTERVAL).
 */
final class AddressWatch {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  private static final long DEFEND_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Chip chip;
  private Consumer<Boolean> listener = lasting -> {};
  private long conflicts;
  private long seenAt;

  AddressWatch(Chip chip) {
    this.chip = chip;
  }

  /** Times a conflict was seen. */
  long conflicts() {
    return conflicts;
  }

  /** Says whom to tell of each conflict, and whether it lasts; the listener must not wait. */
  void onConflict(Consumer<Boolean> newListener) {
    listener = newListener;
  }

  /** The chip has reported a conflict. */
  void noteConflict() {
    long now = System.nanoTime();
    boolean lasting = conflicts > 0 && now - seenAt < DEFEND_NANOS;
    conflicts++;
    seenAt = now;
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: another host uses the address of this chip; give one of the two another address",
        chip.name());
    listener.accept(lasting);
  }
}
