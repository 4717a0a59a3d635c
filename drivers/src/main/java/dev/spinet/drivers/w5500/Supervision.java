package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.drivers.events.ChipEvents;
import org.jspecify.annotations.Nullable;

/**
 * What watches over a chip and makes it work again. Every method is called with the chip's lock
 * held.
 *
 * @param configuration what the chip's common registers have to hold
 * @param link whether the cable has a link
 * @param addresses whether another host uses the chip's address
 * @param line whether the interrupt line tells the truth
 * @param health looks whether the chip was reset
 * @param recovery starts a chip that has failed anew
 * @param dispatcher the thread that does all that
 */
record Supervision(
    ChipConfiguration configuration,
    LinkMonitor link,
    AddressWatch addresses,
    LineWatch line,
    HealthCheck health,
    Recovery recovery,
    Dispatcher dispatcher) {

  /** Puts the parts together; the thread is not started. */
  static Supervision of(
      Chip chip,
      W5500Options options,
      HardwareSockets sockets,
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset) {
    var configuration = new ChipConfiguration(chip);
    var link =
        new LinkMonitor(up -> {
          ChipEvents.linkChanged(chip.name(), up);
          sockets.linkChanged(up);
        });
    var addresses = new AddressWatch(chip);
    var line = new LineWatch(interrupt, chip.name());
    var health =
        new HealthCheck(chip, configuration, sockets, link, addresses, options.healthCheck());
    var recovery = new Recovery(chip, reset, options.buffers(), configuration, health);
    var dispatcher = new Dispatcher(chip, sockets, line, health, link, recovery);
    configuration.setInterruptMask(dispatcher::interruptMask);
    sockets.setBackground(dispatcher::workFor);
    recovery.onExplained(sockets::explain);
    chip.onFailure(cause -> {
      sockets.chipLost(cause);
      dispatcher.wake();
    });
    return new Supervision(configuration, link, addresses, line, health, recovery, dispatcher);
  }

  /** What has gone wrong so far. */
  W5500Statistics.Faults counts(Chip chip) {
    return new W5500Statistics.Faults(
        health.resets(),
        recovery.recoveries(),
        health.repairs(),
        link.changes(),
        line.lostInterrupts(),
        addresses.conflicts(),
        chip.unfinishedCloses());
  }
}
