package dev.spinet.cli.nc;

import dev.spinet.cli.exit.UsageException;
import java.util.List;

/**
 * Whom to talk to.
 *
 * @param host a name or an address; empty to listen
 * @param port the port, or the first one; 0 for any, to listen
 * @param lastPort the last one
 */
record Target(String host, int port, int lastPort) {

  private static final int HIGHEST_PORT = 0xFFFF;

  /**
   * Reads the arguments.
   *
   * @throws UsageException if they do not fit together, or a port is none
   */
  static Target of(List<String> words, boolean listen, boolean range) throws UsageException {
    if (listen) {
      if (words.size() != 1) {
        throw new UsageException("-l takes one argument, the port, such as: spinet nc -l 5000");
      }
      int port = port(words.getFirst());
      return new Target("", port, port);
    }
    if (words.size() != 2) {
      throw new UsageException("name a host and a port, such as: spinet nc 192.168.1.10 7");
    }
    String ports = words.get(1);
    int dash = range ? ports.indexOf('-') : -1;
    int first = port(dash < 0 ? ports : ports.substring(0, dash));
    int last = dash < 0 ? first : port(ports.substring(dash + 1));
    if (first == 0 || last < first) {
      throw new UsageException("'%s' is no port to connect to: they begin with 1".formatted(ports));
    }
    return new Target(words.getFirst(), first, last);
  }

  private static int port(String text) throws UsageException {
    if (!text.matches("[0-9]{1,5}")) {
      throw new UsageException("'%s' is not a port: they are numbers up to 65535".formatted(text));
    }
    return requirePort(Integer.parseInt(text), "a port");
  }

  /** Checks a number. */
  static int requirePort(int port, String what) throws UsageException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new UsageException("%s is 0 to %d, not %d".formatted(what, HIGHEST_PORT, port));
    }
    return port;
  }
}
