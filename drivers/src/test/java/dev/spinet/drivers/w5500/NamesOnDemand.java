package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name server that is there only if a test has asked for it. */
final class NamesOnDemand implements AutoCloseable {

  private volatile @Nullable NameServer server;

  InetSocketAddress serve() throws IOException {
    var started = new NameServer();
    server = started;
    return started.address();
  }

  Optional<InetSocketAddress> address() {
    return Optional.ofNullable(server).map(NameServer::address);
  }

  @Override
  public void close() throws IOException {
    var started = server;
    if (started != null) {
      started.close();
    }
  }
}
