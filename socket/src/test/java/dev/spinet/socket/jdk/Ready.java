package dev.spinet.socket.jdk;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The readiness of a channel, which the JDK tells to selectors only. It tells of no errors. */
final class Ready {

  // A channel stays ready, and its selector awake, until somebody uses it.
  private static final long PAUSE_NANOS = 1_000_000;

  private final Map<Runnable, Selector> watches = new ConcurrentHashMap<>();

  /** Which of some operations of the JDK are possible now. */
  static int now(SelectableChannel channel, int operations) throws IOException {
    if (operations == 0) {
      return 0;
    }
    try (var selector = Selector.open()) {
      SelectionKey key = channel.register(selector, operations);
      selector.selectNow();
      return key.readyOps();
    }
  }

  /** The operations that interests of ours mean on a kind of channel. */
  static int operations(int interests, int read, int write) {
    return ((interests & Endpoint.READABLE) == 0 ? 0 : read)
        | ((interests & Endpoint.WRITABLE) == 0 ? 0 : write);
  }

  /** The other way round. */
  static int interests(int operations, int read, int write) {
    return ((operations & read) == 0 ? 0 : Endpoint.READABLE)
        | ((operations & write) == 0 ? 0 : Endpoint.WRITABLE);
  }

  /** Tells a listener whenever the channel is ready, and when it is closed. */
  void watch(SelectableChannel channel, int operations, Runnable listener) throws IOException {
    Selector selector = Selector.open();
    try {
      channel.register(selector, operations);
    } catch (ClosedChannelException e) {
      selector.close();
      throw e;
    }
    watches.put(listener, selector);
    Thread.ofPlatform().daemon().start(() -> tell(selector, listener));
  }

  private static void tell(Selector selector, Runnable listener) {
    try {
      while (selector.isOpen()) {
        selector.select();
        selector.selectedKeys().clear();
        listener.run();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (ClosedSelectorException e) {
      // Nobody listens any more.
      listener.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void unwatch(Runnable listener) throws IOException {
    Selector selector = watches.remove(listener);
    if (selector != null) {
      selector.close();
    }
  }

  /** Wakes whoever listens. */
  void tellAll() {
    for (Runnable listener : watches.keySet()) {
      listener.run();
    }
  }
}
