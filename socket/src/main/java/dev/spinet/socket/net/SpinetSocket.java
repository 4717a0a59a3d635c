package dev.spinet.socket.net;

import dev.spinet.socket.driver.NetworkDriver;
import java.net.Socket;
import java.net.SocketException;

/**
 * A {@link Socket} of the JDK on a network chip: everything that {@code java.net} promises of a
 * socket holds. A name given as an {@linkplain java.net.InetSocketAddress#createUnresolved(String,
 * int) unresolved address} is looked up over the chip's own network, within the time-out of {@code
 * connect}; the constructors of {@link java.net.InetSocketAddress} and {@link
 * java.net.InetAddress#getByName(String)} ask the board's own.
 *
 * <p>The chip's socket is taken when it is needed first, and given back by {@link #close()}.
 */
public final class SpinetSocket extends Socket {

  private final NetworkDriver driver;

  /**
   * A socket that is not connected yet.
   *
   * @param driver the chip; the socket stays with it
   * @throws SocketException never; the constructor of {@link Socket} declares it
   */
  public SpinetSocket(NetworkDriver driver) throws SocketException {
    this(driver, SpinetSocketImpl.client(driver));
  }

  private SpinetSocket(NetworkDriver driver, SpinetSocketImpl impl) throws SocketException {
    super(impl);
    this.driver = driver;
  }

  /**
   * The chip that carries this socket.
   *
   * @return the driver
   */
  public NetworkDriver driver() {
    return driver;
  }
}
