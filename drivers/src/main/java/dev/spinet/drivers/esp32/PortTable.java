package dev.spinet.drivers.esp32;

import java.net.BindException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which local ports of one protocol are in use. Guarded by the driver's lock. */
final class PortTable {

  /** The ports for short use (RFC 6335, section 6). */
  private static final int FIRST_EPHEMERAL_PORT = 49152;

  private static final int LAST_PORT = 65535;

  private final String protocol;
  private final String name;
  private final Set<Integer> used = new HashSet<>();
  // Ports that nobody can guess make it harder to slip data in from outside.
  private final RandomGenerator random = new SecureRandom();

  PortTable(String protocol, String name) {
    this.protocol = protocol;
    this.name = name;
  }

  /**
   * Takes a port.
   *
   * @param port the port; 0 for a random free one
   * @throws BindException if it is in use
   */
  int take(int port) throws BindException {
    int chosen = port;
    while (chosen == 0) {
      int candidate = random.nextInt(FIRST_EPHEMERAL_PORT, LAST_PORT + 1);
      chosen = used.contains(candidate) ? 0 : candidate;
    }
    if (!used.add(chosen)) {
      throw new BindException(
          "%s port %d is in use on %s; close its socket first, or choose another"
              .formatted(protocol, chosen, name));
    }
    return chosen;
  }

  void release(int port) {
    used.remove(port);
  }
}
