package dev.spinet.socket.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bounds what JSSE does on a connection: closes the connection below it when the time is over,
 * which wakes whoever reads from it or writes to it. A time-out of the socket could not do that,
 * since it knows nothing of writes and begins anew with each byte.
 */
final class Watchdog implements AutoCloseable {

  private enum State {
    WATCHING,
    OVER,
    BITTEN
  }

  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

  private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);
  private final CountDownLatch over = new CountDownLatch(1);

  private Watchdog() {}

  /** Begins to watch; {@link #close} ends it. */
  static Watchdog guard(Socket connection, Duration limit) {
    var watchdog = new Watchdog();
    Thread.ofVirtual()
        .name("spinet-tls-watchdog")
        .start(() -> watchdog.watch(connection, limit.toNanos()));
    return watchdog;
  }

  private void watch(Socket connection, long nanos) {
    try {
      if (!over.await(nanos, TimeUnit.NANOSECONDS)
          && state.compareAndSet(State.WATCHING, State.BITTEN)) {
        connection.close();
      }
    } catch (InterruptedException _) {
      // Nobody has this thread to interrupt it.
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a connection whose time was over", e);
    }
  }

  /** Whether the time was over before {@link #close}. */
  boolean hasBitten() {
    return state.get() == State.BITTEN;
  }

  /** Ends watching: the connection is left alone unless the time is over already. */
  @Override
  public void close() {
    state.compareAndSet(State.WATCHING, State.OVER);
    over.countDown();
  }
}
