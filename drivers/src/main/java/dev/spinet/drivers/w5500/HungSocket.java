package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Holds a hardware socket that has not accepted a command, and that nobody uses any more, so that
 * nobody takes it. It comes back when the chip accepts the command after all, or with a reset of
 * the chip, which is made as soon as no other socket is in use.
 */
final class HungSocket implements SocketUser {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final HardwareSocket socket;
  private final HardwareSockets sockets;

  HungSocket(HardwareSocket socket, HardwareSockets sockets) {
    this.socket = socket;
    this.sockets = sockets;
  }

  @Override
  public String description() {
    return "nobody, but out of service because Sn_CR is not cleared";
  }

  @Override
  public boolean isFinishing() {
    return false;
  }

  @Override
  public void wakeAll() {}

  @Override
  public void onEvents(int newEvents) {}

  @Override
  public void fail(IOException cause) {}

  @Override
  public void chipLost(IOException cause) {
    socket.setUser(null);
  }

  @Override
  public void close() {}

  @Override
  public long work() throws IOException {
    socket.readStatus();
    if (!socket.isHung()) {
      socket.giveCommand(SocketCommand.CLOSE);
      sockets.release(socket);
      return DONE;
    }
    if (sockets.areIdle()) {
      socket
          .chip()
          .fail(
              new ChipResetException(
                  "%s: socket %d hangs and nobody uses the others, so the W5500 is reset"
                      .formatted(socket.chip().name(), socket.number())));
      return DONE;
    }
    return PAUSE_NANOS;
  }
}
