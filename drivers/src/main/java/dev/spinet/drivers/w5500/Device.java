package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.socket.LinkInfo;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a driver that all its sockets share.
 *
 * @param chip the bus and its lock
 * @param options what the user asked for
 * @param settings the chip's addresses
 * @param health tells whether the chip has lost its configuration
 * @param sockets which sockets are free
 * @param dispatcher waits for events and finishes closed connections
 * @param supervision what watches over the chip
 */
record Device(
    Chip chip,
    W5500Options options,
    NetworkSettings settings,
    HealthCheck health,
    HardwareSockets sockets,
    Dispatcher dispatcher,
    Supervision supervision) {

  /** Puts the parts together; nothing is started, and the chip is not touched. */
  static Device assemble(
      Chip chip,
      W5500Options options,
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset) {
    var any = W5500Options.anyAddress();
    var mac = options.mac() == null ? MachineMac.of(chip.name()) : options.mac();
    var wanted = options.linkInfo();
    var info =
        wanted == null
            ? LinkInfo.ofStatic(any, any, any, any, mac)
            : LinkInfo.ofStatic(wanted.ip(), wanted.mask(), wanted.gateway(), wanted.dns(), mac);
    var settings = new NetworkSettings(chip, info);
    var sockets = new HardwareSockets(chip, options.buffers(), options.isCommandCombined());
    var supervision = Supervision.of(chip, options, sockets, interrupt, reset);
    return new Device(
        chip,
        options,
        settings,
        supervision.health(),
        sockets,
        supervision.dispatcher(),
        supervision);
  }
}
