package dev.spinet.socket;

import static dev.spinet.socket.driver.Endpoint.FAILED;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A socket that is, or may become, one end of a stream. */
final class StreamRole extends Role {

  private final StreamEndpoint endpoint;
  private final Connector connector;
  private final Receiver receiver;
  private final Sender sender;

  private StreamRole(
      NetworkDriver driver, StreamEndpoint endpoint, Watchers watchers, boolean connected) {
    this.endpoint = endpoint;
    connector = new Connector(driver, endpoint, connected);
    receiver = new Receiver(endpoint, watchers, traffic);
    sender = new Sender(endpoint, traffic);
  }

  /** A stream that is to be connected, or to listen. */
  static StreamRole unconnected(NetworkDriver driver, StreamEndpoint endpoint, Watchers watchers) {
    return new StreamRole(driver, endpoint, watchers, false);
  }

  /** An accepted stream. */
  static StreamRole connected(NetworkDriver driver, StreamEndpoint endpoint, Watchers watchers) {
    return new StreamRole(driver, endpoint, watchers, true);
  }

  @Override
  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  void connect(InetSocketAddress peer, long limit) throws IOException {
    connector.connect(peer, limit, false);
  }

  @Override
  void connectOrGoOn(InetSocketAddress peer, long limit) throws IOException {
    connector.connect(peer, limit, true);
  }

  @Override
  void bind(Inet4Address address, int port, long limit) throws IOException {
    connector.bind(address, port, limit);
  }

  @Override
  ListenerRole listen(int backlog, long limit) throws IOException {
    return connector.listen(backlog, limit);
  }

  @Override
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      int flags,
      long limit)
      throws IOException {
    if (length == 0) {
      return 0;
    }
    connector.requireConnected();
    return receiver.receive(segment, array, offset, length, flags, limit);
  }

  @Override
  byte[] receive(int length, int flags, long limit) throws IOException {
    if (length == 0) {
      return new byte[0];
    }
    connector.requireConnected();
    return receiver.receive(length, flags, limit);
  }

  @Override
  int available() throws IOException {
    connector.requireConnected();
    if (receiver.isShutDown()) {
      return 0;
    }
    int kept = receiver.keptCount();
    return kept > 0 ? kept : endpoint.available();
  }

  @Override
  int send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      boolean all,
      long limit)
      throws IOException {
    if (length == 0) {
      return 0;
    }
    connector.requireConnected();
    return sender.send(segment, array, offset, length, all, limit);
  }

  @Override
  void shutdownInput() throws IOException {
    connector.requireConnected();
    receiver.shutDown();
  }

  @Override
  void shutdownOutput() throws IOException {
    connector.requireConnected();
    sender.shutDown();
  }

  @Override
  int poll(int interests) throws IOException {
    int ready = 0;
    if (receiver.isReady()) {
      ready |= READABLE;
    }
    if (receiver.hasFailed()) {
      ready |= FAILED;
    }
    if (sender.isShutDown()) {
      ready |= WRITABLE;
    }
    ready &= interests;
    int rest = interests & ~ready;
    return rest == 0 ? ready : ready | endpoint.poll(rest);
  }

  @Override
  @Nullable InetSocketAddress remoteAddress() {
    return connector.isConnected() ? endpoint.remoteAddress() : null;
  }

  @Override
  String state() {
    InetSocketAddress peer = remoteAddress();
    return peer == null ? "not connected" : "connected to " + Hosts.text(peer);
  }

  @Override
  SocketException refusal(String activity) {
    return new SocketException(
        activity.equals("accept")
            ? "this socket is not listening; call listen first"
            : "a stream socket cannot %s; that is for datagrams".formatted(activity));
  }

  @Override
  void close() throws IOException {
    connector.close();
    receiver.close();
    sender.close();
    endpoint.close();
  }
}
