package dev.spinet.simulator.net.gateway;

/**
 * What all parts of a gateway work with.
 *
 * @param config limits and addresses
 * @param confinement the lock, the time and the timers
 * @param lan the simulated network
 * @param sockets the host's network
 * @param tally the counts
 */
record Relay(
    UserNetworkConfig config,
    Confinement confinement,
    LanSide lan,
    HostSockets sockets,
    Tally tally) {}
