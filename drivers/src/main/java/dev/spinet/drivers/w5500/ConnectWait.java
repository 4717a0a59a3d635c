package dev.spinet.drivers.w5500;

import java.io.IOException;

/** A caller's wait for a connection. With the chip's lock held, which is given up during waits. */
final class ConnectWait {

  private final TcpEndpoint endpoint;
  private final Connector connector;

  ConnectWait(TcpEndpoint endpoint, Connector connector) {
    this.endpoint = endpoint;
    this.connector = connector;
  }

  /**
   * Waits until the connection is made.
   *
   * @param start {@link System#nanoTime()} when the time-out began
   * @return whether it is; {@code false} if the time is up
   * @throws IOException if it cannot be made
   */
  boolean await(long start, long timeoutNanos) throws IOException {
    long pause = Waits.PAUSE_MIN_NANOS;
    while (true) {
      var progress = connector.advance();
      if (progress == Connector.Progress.ESTABLISHED) {
        return true;
      }
      long left = Waits.left(start, timeoutNanos);
      if (left <= 0) {
        return false;
      }
      if (progress == Connector.Progress.PENDING && watch()) {
        endpoint.events.await(left);
      } else {
        endpoint.socket.countWait();
        Waits.park(endpoint.changed, Math.min(left, pause));
        pause = Waits.longer(pause);
      }
      endpoint.ensureConnecting();
    }
  }

  /** Enables the interrupt and looks a last time; tells whether there is something to wait for. */
  private boolean watch() throws IOException {
    var socket = endpoint.socket;
    var watch = socket.messages().watch;
    endpoint.events.arm(0);
    endpoint.chip.read(watch, 0, SocketMessages.WATCH_POINTERS);
    socket.observeStatus(watch, SocketMessages.WATCH_STATUS);
    return socket.events() == 0;
  }
}
