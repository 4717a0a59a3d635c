package dev.spinet.bindings.bus;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Gives a driver the serial line to a chip that is not behind a device file, such as a simulated
 * one. Found with {@link java.util.ServiceLoader}, so that neither has to know the other.
 */
public interface SerialWiringProvider {

  /**
   * The chip at the other end of the line.
   *
   * @return its name in lower case, such as {@code esp-at}
   */
  String chip();

  /**
   * The options that {@link #connect} knows. Some of them may concern the driver too.
   *
   * @return their names
   */
  Set<String> options();

  /**
   * Connects to a chip, and powers it if it is made for this purpose.
   *
   * @param options what the user has said, by names of {@link #options()}; may be empty
   * @return the line, which the caller closes
   * @throws IllegalArgumentException if a value is not understood; the message, which is for the
   *     user, says what is wrong with it
   * @throws IOException if there are no resources left for it
   */
  SerialWiring connect(Map<String, String> options) throws IOException;
}
