package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Opens a hardware socket for TCP, whatever it was before, step by step; the caller waits between
 * the steps. Every method is called with the chip's lock held.
 */
final class TcpOpener {

  /** How long OPEN may take to show in Sn_SR, in nanoseconds; the chip needs microseconds. */
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HardwareSocket socket;
  private final HealthCheck health;
  private final TcpOptions options;
  private final Patience patience = new Patience(OPEN_NANOS);
  private boolean opening;

  TcpOpener(HardwareSocket socket, HealthCheck health, TcpOptions options) {
    this.socket = socket;
    this.health = health;
    this.options = options;
  }

  /** The next {@link #advance} starts from the beginning. */
  void begin() {
    opening = false;
  }

  /**
   * Does what can be done now.
   *
   * @return whether Sn_SR is SOCK_INIT; if not, ask again in microseconds
   */
  boolean advance() throws IOException {
    if (!socket.settleCommand()) {
      return false;
    }
    if (!opening) {
      // An earlier user may have left the socket open while a command was pending.
      socket.readStatus();
      if (socket.status() != SocketStatus.CLOSED) {
        socket.giveCommand(SocketCommand.CLOSE);
        if (socket.isCommandPending() || socket.status() != SocketStatus.CLOSED) {
          return false;
        }
      }
      open();
      opening = true;
      patience.restart();
      return isOpen();
    }
    if (socket.status() != SocketStatus.INIT) {
      socket.readStatus();
    }
    if (!isOpen() && patience.isOverAfterAnotherLook()) {
      health.run();
      throw socket
          .chip()
          .broken(
              "%s: socket %d does not open, Sn_SR stays %s"
                  .formatted(
                      socket.chip().name(), socket.number(), SocketStatus.name(socket.status())));
    }
    return isOpen();
  }

  private boolean isOpen() {
    return !socket.isCommandPending() && socket.status() == SocketStatus.INIT;
  }

  private void open() throws IOException {
    var message = socket.messages().open();
    message.setOctet(SocketMessages.OPEN_MR, 0, options.mode());
    message.setWord(SocketMessages.OPEN_PORT, 0, socket.localPort());
    message.setOctet(SocketMessages.OPEN_TOS, 0, options.tos());
    message.setOctet(SocketMessages.OPEN_TTL, 0, options.ttl());
    message.setOctet(SocketMessages.OPEN_KPALVTR, 0, options.keepAliveUnits());
    socket.forgetEvents(SocketInterrupt.MASK);
    socket.giveCommand(message, SocketMessages.OPEN_COMMAND, SocketCommand.OPEN);
  }
}
