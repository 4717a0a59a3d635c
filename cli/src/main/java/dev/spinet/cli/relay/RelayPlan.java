package dev.spinet.cli.relay;

import dev.spinet.cli.exit.UsageException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What is passed on.
 *
 * @param device URI of the chip
 * @param forwards ports of the board that lead to hosts behind the chip
 * @param reverses ports of the chip that lead to services of the board
 * @param proxies addresses of the board on which clients say where they want to go
 * @param access who beyond this machine may connect to ports of the board
 * @param connections how many connections there may be at a time
 * @param idle how long a connection may be silent
 */
record RelayPlan(
    String device,
    List<Route> forwards,
    List<Route> reverses,
    List<HostPort> proxies,
    AccessList access,
    int connections,
    Duration idle) {

  static final String LOOPBACK = "127.0.0.1";

  /**
   * A port that leads to a host.
   *
   * @param listen where it listens
   * @param target where it leads
   */
  record Route(HostPort listen, HostPort target) {

    /**
     * Reads {@code LISTEN=HOST:PORT}.
     *
     * @param host where a port alone listens
     * @throws IllegalArgumentException if it is not that; the message is for the user
     */
    static Route parse(String text, String host) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "'%s' leads nowhere: it should look like 8080=192.168.1.10:80".formatted(text));
      }
      return new Route(
          HostPort.listener(text.substring(0, equals), host),
          HostPort.target(text.substring(equals + 1)));
    }
  }

  /**
   * Makes sure that it makes sense.
   *
   * @throws UsageException if it does not
   */
  RelayPlan checked() throws UsageException {
    if (forwards.isEmpty() && reverses.isEmpty() && proxies.isEmpty()) {
      throw new UsageException("nothing to forward; write for example 8080=192.168.1.10:80");
    }
    for (var route : forwards) {
      ensureGuarded(route.listen());
    }
    for (var proxy : proxies) {
      ensureGuarded(proxy);
    }
    return this;
  }

  /** A port beyond loopback is open to nobody in particular only by a conscious decision. */
  private void ensureGuarded(HostPort listen) throws UsageException {
    boolean loopback;
    try {
      loopback = InetAddress.ofLiteral(listen.host()).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "'%s' is not an address of this board; write for example 127.0.0.1:%d"
              .formatted(listen.host(), listen.port()),
          e);
    }
    if (!loopback && access.isLoopbackOnly()) {
      throw new UsageException(
          "%s can be reached from other machines; say which ones may connect with --allow, for"
                  .formatted(listen)
              + " example --allow 192.168.0.0/24");
    }
  }
}
