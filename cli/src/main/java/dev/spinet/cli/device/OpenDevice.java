package dev.spinet.cli.device;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;

/**
 * A device as commands use it.
 *
 * @param driver carries sockets; closing the device closes it
 * @param link the way of the same chip into its network
 * @param bus reads what has crossed its bus
 * @param simulated whether the chip is a model, and the network around it too
 */
public record OpenDevice(NetworkDriver driver, NetworkLink link, BusReading bus, boolean simulated)
    implements AutoCloseable {

  /** Closes the device, giving connections that were just closed some time to end in order. */
  @Override
  public void close() throws IOException {
    driver.close();
  }

  /**
   * Closes the device at once, cutting off what is still ending: after a failure, nobody wants to
   * wait for a peer that does not answer.
   *
   * @throws IOException if a device reports an error
   */
  public void abort() throws IOException {
    // A driver waits for the end of connections unless its caller is interrupted.
    boolean interrupted = Thread.interrupted();
    Thread.currentThread().interrupt();
    try {
      driver.close();
    } finally {
      if (!interrupted) {
        Thread.interrupted();
      }
    }
  }

  /** Opens devices for commands. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens one.
     *
     * @param uri the device URI as the user wrote it
     * @return the device, which the caller closes
     * @throws UsageException if the URI is malformed, or its scheme or an option unknown
     * @throws IOException if the device or the chip cannot be opened
     */
    OpenDevice open(String uri) throws UsageException, IOException;
  }
}
