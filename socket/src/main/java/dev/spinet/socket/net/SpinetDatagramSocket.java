package dev.spinet.socket.net;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DatagramSocket} of the JDK on a network chip. Groups are joined without a {@link
 * java.net.NetworkInterface}: {@code joinGroup(group, null)}; one that is given is ignored, since a
 * chip has only itself.
 *
 * <p>A packet can be received into again and again: it has as much room each time as at first,
 * until its length or its data are set anew.
 */
public final class SpinetDatagramSocket extends DatagramSocket {

  private final NetworkDriver driver;
  private final SpinetDatagramSocketImpl impl;

  /**
   * A socket at a random free port.
   *
   * @param driver the chip; the socket stays with it
   * @throws SocketException if all sockets of the chip are in use, or the chip fails
   */
  public SpinetDatagramSocket(NetworkDriver driver) throws SocketException {
    this(driver, 0);
  }

  /**
   * A socket at a port.
   *
   * @param driver the chip; the socket stays with it
   * @param port the local port; 0 for a random free one
   * @throws java.net.BindException if the port is in use on the chip
   * @throws SocketException if all sockets of the chip are in use, or the chip fails
   */
  public SpinetDatagramSocket(NetworkDriver driver, int port) throws SocketException {
    this(driver, new InetSocketAddress(port));
  }

  /**
   * A socket with a local end of the caller's choice.
   *
   * @param driver the chip; the socket stays with it
   * @param local the local end; {@code null} to {@link #bind} later
   * @throws java.net.BindException if the port is in use on the chip, or the address is not the
   *     chip's
   * @throws SocketException if all sockets of the chip are in use, or the chip fails
   */
  public SpinetDatagramSocket(NetworkDriver driver, @Nullable SocketAddress local)
      throws SocketException {
    this(driver, new SpinetDatagramSocketImpl(driver));
    if (local != null) {
      try {
        bind(local);
      } catch (SocketException | RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  private SpinetDatagramSocket(NetworkDriver driver, SpinetDatagramSocketImpl impl) {
    super(impl);
    this.driver = driver;
    this.impl = impl;
  }

  /**
   * The chip that carries this socket.
   *
   * @return the driver
   */
  public NetworkDriver driver() {
    return driver;
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    try {
      super.send(packet);
    } finally {
      closeIfInterrupted();
    }
  }

  // That of the JDK holds a lock while it waits, which its methods that set options wait for.
  @Override
  public void receive(DatagramPacket packet) throws IOException {
    try {
      synchronized (packet) {
        if (!isBound()) {
          bind(new InetSocketAddress(0));
        }
        impl.receive(packet);
      }
    } finally {
      closeIfInterrupted();
    }
  }

  // An interrupt closes what is below; this has to say so, too.
  private void closeIfInterrupted() {
    if (impl.isClosed()) {
      close();
    }
  }
}
