package dev.spinet.socket.jdk;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A "chip" with eight sockets, each of them a socket of this machine. */
public final class JdkDriver implements NetworkDriver {

  private static final int SOCKETS = 8;

  private final @Nullable JdkEndpoint[] endpoints = new JdkEndpoint[SOCKETS];
  private boolean closed;

  @Override
  public String name() {
    return "sockets of the JDK";
  }

  @Override
  public synchronized StreamEndpoint openStream() throws IOException {
    if (closed) {
      throw new SocketException(name() + " are closed");
    }
    for (int i = 0; i < SOCKETS; i++) {
      if (endpoints[i] == null) {
        var endpoint = new JdkEndpoint(this, i);
        endpoints[i] = endpoint;
        return endpoint;
      }
    }
    throw new NoFreeSocketException(
        "all %d %s are open; close one first".formatted(SOCKETS, name()));
  }

  synchronized void free(JdkEndpoint endpoint) {
    endpoints[endpoint.number()] = null;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (JdkEndpoint endpoint : endpoints) {
      if (endpoint != null) {
        endpoint.close();
      }
    }
  }
}
