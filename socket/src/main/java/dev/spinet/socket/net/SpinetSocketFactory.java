package dev.spinet.socket.net;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of clients that can be told where to get them: most that are written in Java.
 *
 * {@snippet :
 * options.setSocketFactory(new SpinetSocketFactory(driver));
 * }
 *
 * Clients that take the name of a class get sockets on the {@linkplain Drivers#setDefault default
 * driver}, by the constructor without arguments or {@link #getDefault()}.
 *
 * <p>Names of hosts that are given as text are looked up over the chip's own network.
 */
public final class SpinetSocketFactory extends SocketFactory {

  private final Supplier<NetworkDriver> drivers;

  /** Makes sockets on the driver that is the default at the time. */
  public SpinetSocketFactory() {
    this(Drivers::getDefault);
  }

  /**
   * Makes sockets on a chip.
   *
   * @param driver the chip
   */
  public SpinetSocketFactory(NetworkDriver driver) {
    this(() -> driver);
    Objects.requireNonNull(driver);
  }

  private SpinetSocketFactory(Supplier<NetworkDriver> drivers) {
    this.drivers = drivers;
  }

  /**
   * A factory of sockets on the driver that is the default at the time. It hides that of {@link
   * SocketFactory}, whose sockets are not ours: some clients call this method of a class that they
   * know by name.
   *
   * @return the factory
   */
  public static SocketFactory getDefault() {
    return new SpinetSocketFactory();
  }

  /**
   * An unconnected socket.
   *
   * @return the socket
   * @throws IllegalStateException if there is no default driver and none was given
   * @throws IOException never; the caller connects
   */
  @Override
  public Socket createSocket() throws IOException {
    return new SpinetSocket(drivers.get());
  }

  /**
   * A connected socket.
   *
   * @param host the server's name or IPv4 address; {@code null} is refused: a chip has no loopback
   * @param port the server's port
   * @return the socket
   * @throws java.net.UnknownHostException if there is no such name
   * @throws IOException as {@link Socket#connect(java.net.SocketAddress)}
   */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port), null);
  }

  /**
   * A connected socket with a local end of the caller's choice.
   *
   * @param host the server's name or IPv4 address
   * @param port the server's port
   * @param localHost the chip's own address; {@code null} for whichever it has
   * @param localPort the local port; 0 for any
   * @return the socket
   * @throws IOException as {@link Socket#connect(java.net.SocketAddress)} and {@link
   *     Socket#bind(java.net.SocketAddress)}
   */
  @Override
  public Socket createSocket(String host, int port, @Nullable InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        InetSocketAddress.createUnresolved(host, port),
        new InetSocketAddress(localHost, localPort));
  }

  /**
   * A connected socket.
   *
   * @param host the server's IPv4 address
   * @param port the server's port
   * @return the socket
   * @throws IOException as {@link Socket#connect(java.net.SocketAddress)}
   */
  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(Objects.requireNonNull(host), port), null);
  }

  /**
   * A connected socket with a local end of the caller's choice.
   *
   * @param address the server's IPv4 address
   * @param port the server's port
   * @param localAddress the chip's own address; {@code null} for whichever it has
   * @param localPort the local port; 0 for any
   * @return the socket
   * @throws IOException as {@link Socket#connect(java.net.SocketAddress)} and {@link
   *     Socket#bind(java.net.SocketAddress)}
   */
  @Override
  public Socket createSocket(
      InetAddress address, int port, @Nullable InetAddress localAddress, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(Objects.requireNonNull(address), port),
        new InetSocketAddress(localAddress, localPort));
  }

  private Socket connected(InetSocketAddress peer, @Nullable InetSocketAddress local)
      throws IOException {
    Socket socket = createSocket();
    try {
      // Not chosen here, it is not bound either: some chips choose the port when they connect.
      if (local != null && (local.getPort() != 0 || !local.getAddress().isAnyLocalAddress())) {
        socket.bind(local);
      }
      socket.connect(peer);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
