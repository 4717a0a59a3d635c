package dev.spinet.drivers.esp32;

import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.driver.EndpointStatistics;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The module's server: it has one. Peers that connect wait here until they are accepted, with a
 * link each.
 */
final class TcpListener implements ListenEndpoint {

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Core core;
  private final int port;
  private final int backlog;
  private final Condition changed;
  private final ReadyWatchers watchers = new ReadyWatchers();
  private final Deque<StreamLink> waiting = new ArrayDeque<>();
  private final Task restoring = new Restore();
  private boolean restorePlanned;
  private boolean inputShut;
  private boolean closed;
  private long waits;
  private @Nullable IOException failure;

  TcpListener(Core core, int port, int backlog) {
    this.core = core;
    this.port = port;
    this.backlog = backlog;
    changed = core.newCondition();
  }

  /**
   * Has the module listen; its server is this listener's already. If that fails, it is nobody's
   * again, and the port still belongs to the caller.
   */
  void start() throws IOException {
    try {
      new Job<>(
              core,
              "listening",
              () -> {
                begin();
                return port;
              })
          .await(START_NANOS);
    } catch (IOException | RuntimeException e) {
      giveUp();
      throw e;
    }
  }

  /** Has the module listen for the first time; on the driver's thread. */
  private void begin() throws IOException {
    core.lock();
    try {
      if (closed) {
        return; // Whoever wanted it was interrupted.
      }
      core.endpoints().listener(this);
    } finally {
      core.unlock();
    }
    if (!serve()) {
      throw refused();
    }
  }

  private boolean serve() throws IOException {
    core.commands().serverLimits(core.links().count(), core.options().serverIdleSeconds());
    return core.commands().serve(port);
  }

  private SocketException refused() {
    return new SocketException("the module cannot listen at port %d".formatted(port));
  }

  /** There is a network again: the module is to listen there, but whoever waited is gone. */
  void restore() {
    if (!restorePlanned) {
      restorePlanned = true;
      core.submit(restoring);
    }
  }

  /** Has the module listen again, however often it is disturbed in that. */
  private final class Restore implements Task {
    @Override
    public void run() throws IOException {
      core.lock();
      try {
        restorePlanned = false;
        if (closed || failure != null || !core.hasNetwork()) {
          return; // Who finds a network again comes here again.
        }
      } finally {
        core.unlock();
      }
      // Perhaps it listens, and says so with an ERROR; it changes its limits only if it does not.
      core.commands().stopServing();
      if (!serve()) {
        core.lock();
        try {
          lost(refused());
        } finally {
          core.unlock();
        }
      }
    }

    @Override
    public void failed(IOException cause) {
      // Not in the queue, which may be about to be failed as a whole.
      if (!closed && !restorePlanned) {
        restorePlanned = true;
        core.submitLater(this, AGAIN_NANOS);
      }
    }
  }

  /** Whether one more peer may wait. */
  boolean hasRoom() {
    dropLost();
    return !closed && waiting.size() < backlog;
  }

  /** Peers that have gone before anybody knew who they were, or with the module, wait no more. */
  private void dropLost() {
    waiting.removeIf(link -> {
      boolean lost =
          link.isGone() && (!link.isDescribed() || link.failure() instanceof ChipResetException);
      if (lost) {
        link.close();
      }
      return lost;
    });
  }

  /** A peer has connected. */
  void arrived(StreamLink link) {
    waiting.add(link);
  }

  /** It is known now where the peers are. */
  void described() {
    changed.signalAll();
    watchers.tell(READABLE);
  }

  private @Nullable StreamLink next() {
    dropLost();
    var first = waiting.peek();
    return first != null && first.isDescribed() ? waiting.remove() : null;
  }

  @Override
  public @Nullable StreamEndpoint accept(long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    core.lock();
    try {
      while (true) {
        ensureOpen();
        var link = inputShut ? null : next();
        if (link != null) {
          return core.endpoints().accepted(link);
        }
        if (core.isUnreachable()) {
          core.softAp().throwIfRefused();
        }
        if (timeoutNanos <= 0) {
          return null;
        }
        waits++;
        if (!Waits.await(changed, start, timeoutNanos, "accepting")) {
          return null;
        }
      }
    } finally {
      core.unlock();
    }
  }

  private void ensureOpen() throws IOException {
    core.ensureOpen();
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (failure != null) {
      throw Failures.again(failure);
    }
  }

  @Override
  public int poll(int interests) throws IOException {
    core.lock();
    try {
      ensureOpen();
      dropLost();
      var first = waiting.peek();
      if (first != null && first.isDescribed()) {
        return interests & READABLE;
      }
      return core.isUnreachable() ? interests & (READABLE | FAILED) : 0;
    } finally {
      core.unlock();
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    core.lock();
    try {
      ensureOpen();
      watchers.add(interests, listener);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void unwatch(Runnable listener) {
    core.lock();
    try {
      watchers.remove(listener);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    core.lock();
    try {
      ensureOpen();
      inputShut = true;
      changed.signalAll();
    } finally {
      core.unlock();
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    core.lock();
    try {
      return new InetSocketAddress(core.ownAddress(), port);
    } finally {
      core.unlock();
    }
  }

  @Override
  public EndpointStatistics endpointStatistics() {
    core.lock();
    try {
      return new EndpointStatistics(waits, 0, 0);
    } finally {
      core.unlock();
    }
  }

  /** Whether peers can come has changed: whoever waits looks again. */
  void reachChanged() {
    changed.signalAll();
    watchers.tell(READABLE | FAILED);
  }

  /** The driver cannot go on. */
  void lost(IOException cause) {
    failure = cause;
    changed.signalAll();
    watchers.tell(READABLE | FAILED);
  }

  @Override
  public void close() {
    core.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      stop();
      core.tcpPorts().release(port);
      changed.signalAll();
      watchers.tell(READABLE | WRITABLE | FAILED);
      watchers.clear();
    } finally {
      core.unlock();
    }
  }

  private void giveUp() {
    core.lock();
    try {
      closed = true;
      stop();
    } finally {
      core.unlock();
    }
  }

  private void stop() {
    core.endpoints().forget(this);
    core.endpoints().stopListening(this);
    waiting.forEach(StreamLink::close);
    waiting.clear();
  }
}
