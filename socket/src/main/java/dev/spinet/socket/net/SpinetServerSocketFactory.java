package dev.spinet.socket.net;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes the server sockets of programs that can be told where to get them. */
public final class SpinetServerSocketFactory extends ServerSocketFactory {

  private final Supplier<NetworkDriver> drivers;

  /** Makes servers on the driver that is the default at the time. */
  public SpinetServerSocketFactory() {
    this(Drivers::getDefault);
  }

  /**
   * Makes servers on a chip.
   *
   * @param driver the chip
   */
  public SpinetServerSocketFactory(NetworkDriver driver) {
    this(() -> driver);
    Objects.requireNonNull(driver);
  }

  private SpinetServerSocketFactory(Supplier<NetworkDriver> drivers) {
    this.drivers = drivers;
  }

  /**
   * A factory of servers on the driver that is the default at the time. It hides that of {@link
   * ServerSocketFactory}, whose servers are not ours.
   *
   * @return the factory
   */
  public static ServerSocketFactory getDefault() {
    return new SpinetServerSocketFactory();
  }

  /**
   * A server that is not bound.
   *
   * @return the server
   * @throws IllegalStateException if there is no default driver and none was given
   * @throws IOException never; the caller binds
   */
  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new SpinetServerSocket(drivers.get());
  }

  /**
   * A server that listens.
   *
   * @param port the local port; 0 for any
   * @return the server
   * @throws IOException as {@link ServerSocket#bind(java.net.SocketAddress)}
   */
  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return bound(port, 0, null);
  }

  /**
   * A server that listens.
   *
   * @param port the local port; 0 for any
   * @param backlog how many connections may wait; 0 for the default
   * @return the server
   * @throws IOException as {@link ServerSocket#bind(java.net.SocketAddress, int)}
   */
  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return bound(port, backlog, null);
  }

  /**
   * A server that listens at one address.
   *
   * @param port the local port; 0 for any
   * @param backlog how many connections may wait; 0 for the default
   * @param address the chip's own address; {@code null} for whichever it has
   * @return the server
   * @throws IOException as {@link ServerSocket#bind(java.net.SocketAddress, int)}
   */
  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    return bound(port, backlog, address);
  }

  private ServerSocket bound(int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    ServerSocket server = createServerSocket();
    try {
      server.bind(new InetSocketAddress(address, port), backlog);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
