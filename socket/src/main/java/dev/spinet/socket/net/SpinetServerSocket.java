package dev.spinet.socket.net;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * A {@link ServerSocket} of the JDK on a network chip. The sockets it accepts are {@link
 * SpinetSocket}s on the same chip.
 *
 * <p>The backlog counts hardware sockets on a chip that has no queue of its own, such as the W5500;
 * it listens with those that are free. As on Linux, {@link
 * java.net.StandardSocketOptions#SO_REUSEADDR} is on at first.
 */
public final class SpinetServerSocket extends ServerSocket {

  private final NetworkDriver driver;

  /**
   * A server that is not bound yet.
   *
   * @param driver the chip; the server stays with it
   * @throws IOException never; the constructor of {@link ServerSocket} declares it
   */
  public SpinetServerSocket(NetworkDriver driver) throws IOException {
    super(SpinetSocketImpl.server(driver));
    this.driver = driver;
  }

  /**
   * The chip that carries this server.
   *
   * @return the driver
   */
  public NetworkDriver driver() {
    return driver;
  }

  /**
   * Takes the connection that has waited longest, waiting for one within {@link #setSoTimeout}.
   *
   * @return the connection
   * @throws java.net.SocketTimeoutException if none came in time
   * @throws IOException if this server is not bound or closed, also while it waits, or the chip
   *     fails
   */
  @Override
  public Socket accept() throws IOException {
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
    if (!isBound()) {
      throw new SocketException("Socket is not bound yet");
    }
    var accepted = new SpinetSocket(driver);
    implAccept(accepted);
    return accepted;
  }
}
