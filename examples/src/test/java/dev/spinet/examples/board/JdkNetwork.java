package dev.spinet.examples.board;

import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** This machine's loopback through the JDK's own sockets. */
final class JdkNetwork implements Network {

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public SocketFactory sockets() {
    return SocketFactory.getDefault();
  }

  @Override
  public Optional<String> socketFactoryClass() {
    return Optional.empty();
  }

  @Override
  public ServerSocketFactory serverSockets() {
    return ServerSocketFactory.getDefault();
  }

  @Override
  public int reach(int port) {
    return port;
  }

  @Override
  public void assertNothingOpen() {
    // Nobody counts them; the chip's are counted.
  }

  @Override
  public void close() {
    // There is nothing to tear down.
  }
}
