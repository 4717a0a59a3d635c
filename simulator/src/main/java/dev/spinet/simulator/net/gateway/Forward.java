package dev.spinet.simulator.net.gateway;

/** A forwarded port as its gateway sees it; used in the confinement. */
interface Forward extends ForwardedPort {

  /** Begins to take what comes. */
  void start();

  /** Whether the port is free again. */
  boolean isClosed();
}
