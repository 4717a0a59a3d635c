package dev.spinet.drivers.esp32;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who uses the module's links, and its one server. All methods are called with the lock held. */
final class Endpoints {

  private final Core core;
  private final Set<Endpoint> all = new LinkedHashSet<>();
  private @Nullable TcpListener server;
  private @Nullable TcpListener listener;

  Endpoints(Core core) {
    this.core = core;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void closeAll() throws IOException {
    for (var endpoint : List.copyOf(all)) {
      endpoint.close();
    }
  }

  TcpEndpoint openStream() throws IOException {
    core.ensureOpen();
    core.links().reserve();
    var endpoint = new TcpEndpoint(core);
    all.add(endpoint);
    return endpoint;
  }

  UdpEndpoint openDatagram() throws IOException {
    core.ensureOpen();
    core.links().reserve();
    var endpoint = new UdpEndpoint(core);
    all.add(endpoint);
    return endpoint;
  }

  TcpEndpoint accepted(StreamLink link) {
    var endpoint = new TcpEndpoint(core, link);
    all.add(endpoint);
    return endpoint;
  }

  void forget(Endpoint endpoint) {
    all.remove(endpoint);
  }

  /** The module has one server: from now on it is somebody's. */
  void claimServer(TcpListener claimant) throws BindException {
    if (server != null) {
      throw new BindException(
          "%s has one server only, and it is in use; close its socket first"
              .formatted(core.name()));
    }
    server = claimant;
  }

  /** Who hears of peers that connect; {@code null} for nobody. */
  @Nullable TcpListener listener() {
    return listener;
  }

  /** From now on somebody else hears of them, or nobody. */
  void listener(@Nullable TcpListener newListener) {
    listener = newListener;
    if (newListener != null) {
      all.add(newListener);
    }
  }

  /** The module stops listening. Who listens next is served after that. */
  void stopListening(TcpListener which) {
    if (listener == which) {
      listener = null;
    }
    if (server == which) {
      server = null;
    }
    core.submit(
        new Task() {
          @Override
          public void run() throws IOException {
            boolean another;
            core.lock();
            try {
              another = listener != null;
            } finally {
              core.unlock();
            }
            if (!another) {
              core.commands().stopServing();
            }
          }

          @Override
          public void failed(IOException cause) {
            // Then the module has forgotten its server, or is of no more use.
          }
        });
  }
}
