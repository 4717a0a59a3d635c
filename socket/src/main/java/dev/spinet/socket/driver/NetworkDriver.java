package dev.spinet.socket.driver;

import java.io.IOException;

/**
 * A network chip that can carry sockets. Safe for use by several threads.
 *
 * <p>Waits in the methods of a driver and of its endpoints park the calling thread and hold no lock
 * of the chip, so virtual threads may call them.
 */
public interface NetworkDriver extends AutoCloseable {

  /**
   * Name for messages: the chip and the device, such as {@code W5500 on /dev/spidev0.0}.
   *
   * @return the name
   */
  String name();

  /**
   * Takes a hardware socket for a TCP connection.
   *
   * @return an endpoint in the unconnected state, which the caller closes
   * @throws IOException if the chip has no free socket (the message says what holds them), has
   *     failed, or the driver is closed
   */
  StreamEndpoint openStream() throws IOException;

  /**
   * Closes all endpoints, wakes every blocked caller, stops the driver's threads and frees its
   * devices. Closing twice has no effect.
   *
   * @throws IOException if a device reports an error
   */
  @Override
  void close() throws IOException;
}
