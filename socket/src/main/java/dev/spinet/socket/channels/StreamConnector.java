package dev.spinet.socket.channels;

import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How a channel gets its two ends. */
final class StreamConnector {

  private final ChipChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean connected;
  // The peer of an attempt in non-blocking mode that is not decided yet.
  private volatile @Nullable InetSocketAddress pending;

  StreamConnector(ChipChannel channel, boolean connected) {
    this.channel = channel;
    this.connected = connected;
  }

  boolean isConnected() {
    return connected;
  }

  boolean isPending() {
    return pending != null;
  }

  void requireConnected() {
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  private void requireUnconnected() {
    if (connected) {
      throw new AlreadyConnectedException();
    }
    if (pending != null) {
      throw new ConnectionPendingException();
    }
  }

  void bind(@Nullable InetSocketAddress local) throws IOException {
    lock.lock();
    try {
      channel.requireOpen();
      requireUnconnected();
      if (local == null) {
        channel.socket().bind(0);
      } else {
        channel.socket().bind(local);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean connect(InetSocketAddress peer) throws IOException {
    lock.lock();
    try {
      channel.requireOpen();
      requireUnconnected();
      if (!channel.isBlocking() && peer.isUnresolved()) {
        throw new UnresolvedAddressException();
      }
      return attempt(peer);
    } finally {
      lock.unlock();
    }
  }

  boolean finish() throws IOException {
    lock.lock();
    try {
      channel.requireOpen();
      if (connected) {
        return true;
      }
      InetSocketAddress peer = pending;
      if (peer == null) {
        throw new NoConnectionPendingException();
      }
      return attempt(peer);
    } finally {
      lock.unlock();
    }
  }

  private boolean attempt(InetSocketAddress peer) throws IOException {
    boolean waits = channel.enter();
    boolean decided = false;
    try {
      pending = peer;
      channel.socket().connect(peer);
      connected = true;
      pending = null;
      decided = true;
      return true;
    } catch (WouldBlockException _) {
      return false;
    } catch (IOException e) {
      IOException failure = channel.failure(e);
      // The cause is to be seen, not that the channel is closed because of it.
      decided = channel.isOpen();
      channel.closeBecauseOf(failure);
      throw failure;
    } catch (IllegalArgumentException e) {
      // Such as port 0. The attempt has not begun, and nothing of it stays.
      pending = null;
      decided = true;
      throw e;
    } finally {
      channel.leave(waits, decided);
    }
  }
}
