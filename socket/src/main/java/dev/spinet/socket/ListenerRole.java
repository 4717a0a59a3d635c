package dev.spinet.socket;

import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A socket that waits for peers to connect. */
final class ListenerRole extends Role {

  private final NetworkDriver driver;
  private final ListenEndpoint endpoint;

  ListenerRole(NetworkDriver driver, ListenEndpoint endpoint) {
    this.driver = driver;
    this.endpoint = endpoint;
  }

  @Override
  Endpoint endpoint() {
    return endpoint;
  }

  // Any number of threads may accept at once: the endpoint takes care of their order.
  @Override
  StreamRole accept(Watchers watchers, long limit) throws IOException {
    StreamEndpoint accepted = endpoint.accept(limit);
    if (accepted != null) {
      return StreamRole.connected(driver, accepted, watchers);
    }
    throw TimeLimit.over(
        limit,
        "no connection waits to be accepted on this non-blocking socket",
        "accepting",
        ": nobody connected");
  }

  @Override
  int poll(int interests) throws IOException {
    return endpoint.poll(interests);
  }

  @Override
  @Nullable InetSocketAddress remoteAddress() {
    return null;
  }

  @Override
  String state() {
    InetSocketAddress local = endpoint.localAddress();
    return local == null ? "listening" : "listening at " + Hosts.text(local);
  }

  @Override
  SocketException refusal(String activity) {
    return new SocketException(
        "this socket is listening and cannot %s; accept connections instead".formatted(activity));
  }

  @Override
  void close() throws IOException {
    endpoint.close();
  }
}
