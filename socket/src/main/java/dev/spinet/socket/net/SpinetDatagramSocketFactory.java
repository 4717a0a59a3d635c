package dev.spinet.socket.net;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.NetworkDriver;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes datagram sockets. The JDK has no class for such factories; this one has the methods that
 * those of libraries have, so that a method reference or three lines make one of the other.
 */
public final class SpinetDatagramSocketFactory {

  private final Supplier<NetworkDriver> drivers;

  /** Makes sockets on the driver that is the default at the time. */
  public SpinetDatagramSocketFactory() {
    drivers = Drivers::getDefault;
  }

  /**
   * Makes sockets on a chip.
   *
   * @param driver the chip
   */
  public SpinetDatagramSocketFactory(NetworkDriver driver) {
    Objects.requireNonNull(driver);
    drivers = () -> driver;
  }

  /**
   * A socket at a random free port.
   *
   * @return the socket
   * @throws IllegalStateException if there is no default driver and none was given
   * @throws SocketException as {@link SpinetDatagramSocket#SpinetDatagramSocket(NetworkDriver)}
   */
  public DatagramSocket createDatagramSocket() throws SocketException {
    return new SpinetDatagramSocket(drivers.get());
  }

  /**
   * A socket at a port.
   *
   * @param port the local port; 0 for a random free one
   * @return the socket
   * @throws IllegalStateException if there is no default driver and none was given
   * @throws SocketException as {@link SpinetDatagramSocket#SpinetDatagramSocket(NetworkDriver,
   *     int)}
   */
  public DatagramSocket createDatagramSocket(int port) throws SocketException {
    return new SpinetDatagramSocket(drivers.get(), port);
  }

  /**
   * A socket at a port of one address.
   *
   * @param port the local port; 0 for a random free one
   * @param address the chip's own address; {@code null} for whichever it has
   * @return the socket
   * @throws IllegalStateException if there is no default driver and none was given
   * @throws SocketException as {@link SpinetDatagramSocket#SpinetDatagramSocket(NetworkDriver,
   *     java.net.SocketAddress)}
   */
  public DatagramSocket createDatagramSocket(int port, @Nullable InetAddress address)
      throws SocketException {
    return new SpinetDatagramSocket(drivers.get(), new InetSocketAddress(address, port));
  }
}
