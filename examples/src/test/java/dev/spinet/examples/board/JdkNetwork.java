package dev.spinet.examples.board;

import java.net.DatagramSocket;
import java.net.SocketException;
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
  public void reach(int hostPort, int port) {
    if (hostPort != port) {
      throw new IllegalArgumentException("nothing leads from %d to %d".formatted(hostPort, port));
    }
  }

  @Override
  public DatagramSocket datagramSocket(int port) throws SocketException {
    return new DatagramSocket(port);
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
