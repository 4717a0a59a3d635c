package dev.spinet.bindings.bus;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Gives a driver the wires to a chip that is not behind device files, such as a simulated one.
 * Found with {@link java.util.ServiceLoader}, so that neither has to know the other.
 */
public interface SpiWiringProvider {

  /**
   * The chip at the other end of the wires.
   *
   * @return its name in lower case, such as {@code w5500}
   */
  String chip();

  /**
   * The options that {@link #connect} knows. What else a user says is meant for the driver.
   *
   * @return their names
   */
  Set<String> options();

  /**
   * Connects to a chip, and powers it if it is made for this purpose.
   *
   * @param options what the user has said, by names of {@link #options()}; may be empty
   * @return the wires, which the caller closes
   * @throws IllegalArgumentException if a value is not understood; the message, which is for the
   *     user, says what is wrong with it
   * @throws IOException if there are no resources left for it
   */
  SpiWiring connect(Map<String, String> options) throws IOException;
}
