package dev.spinet.socket.memory;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A chip with eight sockets on a network that has one host, with the address 10.0.0.1. */
public final class MemoryDriver implements NetworkDriver {

  /** The address of the only other host. */
  public static final String PEER = "10.0.0.1";

  /** A port of that host which neither accepts nor refuses. */
  public static final int SILENT_PORT = 9;

  static final int SOCKETS = 8;

  private final @Nullable MemoryEndpoint[] endpoints = new MemoryEndpoint[SOCKETS];
  private final Map<Integer, MemoryListener> listeners = new HashMap<>();
  private final int capacity;
  private final IntUnaryOperator portion;
  private int nextPort = 1_000;
  private boolean closed;

  /** With buffers of 2 KiB, as a W5500 has them after a reset. */
  public MemoryDriver() {
    this(2_048, possible -> possible);
  }

  /**
   * With a network of a certain size and habit.
   *
   * @param capacity bytes on their way in each direction
   * @param portion how many bytes of the possible ones a call moves, at least 1
   */
  public MemoryDriver(int capacity, IntUnaryOperator portion) {
    this.capacity = capacity;
    this.portion = portion;
  }

  @Override
  public String name() {
    return "chip in memory";
  }

  /** Begins to accept connections on the other host. */
  public synchronized PeerListener listen() {
    var listener = new MemoryListener(this, nextPort++);
    listeners.put(listener.port(), listener);
    return listener;
  }

  synchronized void remove(MemoryListener listener) {
    listeners.remove(listener.port());
  }

  synchronized @Nullable MemoryListener listener(int port) {
    return listeners.get(port);
  }

  Pipe newPipe() {
    return new Pipe(capacity, portion);
  }

  @Override
  public synchronized MemoryEndpoint openStream() throws IOException {
    if (closed) {
      throw new SocketException(name() + " is closed");
    }
    for (int i = 0; i < SOCKETS; i++) {
      if (endpoints[i] == null) {
        var endpoint = new MemoryEndpoint(this, i);
        endpoints[i] = endpoint;
        return endpoint;
      }
    }
    throw new NoFreeSocketException(
        "all %d sockets of %s are open; close one first".formatted(SOCKETS, name()));
  }

  synchronized void free(MemoryEndpoint endpoint) {
    endpoints[endpoint.number()] = null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (MemoryEndpoint endpoint : endpoints) {
      if (endpoint != null) {
        endpoint.close();
      }
    }
  }
}
