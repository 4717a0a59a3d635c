package dev.spinet.simulator.unix;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for clients, whatever happens: a machine short of descriptors recovers. */
final class AcceptLoop {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final SocketFile file;
  private final Consumer<String> log;
  private boolean failing;

  AcceptLoop(SocketFile file, Consumer<String> log) {
    this.file = file;
    this.log = log;
  }

  /** The next client, or null when the socket is closed. */
  @Nullable SocketChannel next() {
    while (true) {
      try {
        var channel = file.accept();
        failing = false;
        return channel;
      } catch (IOException e) {
        if (!file.isOpen()) {
          return null;
        }
        // Said once, not as often as it is tried.
        if (!failing) {
          log.accept("no client can be taken on " + file.path() + " for now: " + e.getMessage());
        }
        failing = true;
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }
}
