package dev.spinet.simulator.net.gateway;

import java.net.InetSocketAddress;

/** A port of this machine behind which a port of a station is found. */
public interface ForwardedPort extends AutoCloseable {

  /**
   * Where host programs connect or send to.
   *
   * @return the address and the port, also if the system has chosen it
   */
  InetSocketAddress address();

  /** Frees the port. Connections that were made through it live on. Closing twice has no effect. */
  @Override
  void close();
}
