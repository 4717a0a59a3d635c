package dev.spinet.socket.memory;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on the other host of the network in memory. */
final class MemoryListener implements PeerListener {

  private final MemoryDriver driver;
  private final int port;
  private final BlockingQueue<Peer> waiting = new LinkedBlockingQueue<>();

  MemoryListener(MemoryDriver driver, int port) {
    this.driver = driver;
    this.port = port;
  }

  void connected(Peer peer) {
    waiting.add(peer);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Peer accept() throws IOException {
    try {
      Peer peer = waiting.poll(Peer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (peer == null) {
        throw new SocketTimeoutException("nobody connected");
      }
      return peer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    driver.remove(this);
  }
}
