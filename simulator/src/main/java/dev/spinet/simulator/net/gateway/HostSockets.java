package dev.spinet.simulator.net.gateway;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Waits for the host's sockets on a thread of its own and tells their owners, in tasks of the
 * clock, when there is something to do. The sockets themselves are read and written by their
 * owners, so that a stream in full flow needs no hand-over between threads.
 */
final class HostSockets implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HostSockets.class.getName());

  private final Confinement confinement;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closed;

  HostSockets(Confinement confinement) throws IOException {
    this.confinement = confinement;
    this.selector = Selector.open();
    this.thread =
        Thread.ofPlatform().daemon().name("spinet-host-sockets").unstarted(this::waitForSockets);
    thread.start();
  }

  /**
   * Begins to watch a channel, for nothing at first; from now on it does not block. If that fails
   * the channel is closed.
   */
  Watch watch(SelectableChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      var watch = new Watch(channel);
      watch.key = channel.register(selector, 0, watch);
      return watch;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** One channel that is watched. */
  final class Watch {
    private final SelectableChannel channel;
    private Runnable owner = () -> {};
    private SelectionKey key;

    @SuppressWarnings("NullAway.Init") // The key needs the watch as its attachment.
    private Watch(SelectableChannel channel) {
      this.channel = channel;
    }

    /** Says who is called, in the confinement, each time something wanted can be done. */
    void setOwner(Runnable newOwner) {
      owner = newOwner;
    }

    private void callOwner() {
      if (key.isValid()) {
        owner.run();
      }
    }

    /** Asks to be told, once, when one of some operations can be done. */
    void want(int operations) {
      if (key.isValid() && (key.interestOps() & operations) != operations) {
        key.interestOpsOr(operations);
        selector.wakeup();
      }
    }

    /** Closes the channel. */
    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a host's socket could not be closed in order", e);
      }
      // The descriptor of a registered channel is only freed by the selecting thread.
      selector.wakeup();
    }
  }

  private void waitForSockets() {
    while (!closed) {
      try {
        selector.select(this::hand);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.ERROR, "cannot wait for the host's sockets any more", e);
        return;
      }
    }
  }

  private void hand(SelectionKey key) {
    if (key.attachment() instanceof Watch watch) {
      try {
        // Asked for once: a socket that nobody reads must not keep this thread busy.
        key.interestOpsAnd(~key.readyOps());
        confinement.schedule(0, watch::callOwner);
      } catch (CancelledKeyException e) {
        LOG.log(System.Logger.Level.TRACE, "a socket was closed while it became ready", e);
      }
    }
  }

  /** Stops the thread and waits for it. The channels should be closed before. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the selector could not be closed", e);
    }
  }
}
