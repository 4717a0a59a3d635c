package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;

/**
 * Keep-alive by Sn_KPALVTR (4.2): once data have been exchanged, a connection on which nothing has
 * come in for that long is asked for a sign of life. The register is read when the time starts.
 */
final class TcpKeepAlive {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final TcpSession session;
  private final ChipTimer timer;
  private boolean active;

  TcpKeepAlive(TcpSession session, TcpSender sender) {
    this.session = session;
    this.timer =
        new ChipTimer(
            session.core,
            () -> {
              sender.keepAlive();
              heard();
            });
  }

  /** At least one byte has gone either way. */
  void dataExchanged() {
    active = true;
    heard();
  }

  /** The peer has shown that it lives. */
  void heard() {
    long units = session.socket.registers.get(SocketRegister.KPALVTR);
    if (active && units > 0) {
      timer.start(units * ChipLimits.KEEP_ALIVE_UNIT_SECONDS * NANOS_PER_SECOND);
    }
  }

  void stop() {
    timer.stop();
  }
}
