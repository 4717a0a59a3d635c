package dev.spinet.socket.driver;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port of a chip at which peers may connect. Several threads may accept at once.
 *
 * <p>Connections that arrive while nobody accepts wait, as many as the backlog says; on a chip
 * whose hardware sockets turn into the connections, each of these costs one hardware socket.
 * Closing refuses new connections and cuts those that nobody has accepted; accepted ones go on.
 */
public interface ListenEndpoint extends Endpoint {

  /**
   * Takes the connection that has waited longest.
   *
   * @param timeoutNanos the longest wait, as for {@link StreamEndpoint}
   * @return the connected endpoint, which the caller closes; {@code null} if none came in time
   * @throws IOException if the chip fails or the listener cannot go on; a peer that has gone again
   *     is no error of the listener and is not returned
   */
  @Nullable StreamEndpoint accept(long timeoutNanos) throws IOException;
}
