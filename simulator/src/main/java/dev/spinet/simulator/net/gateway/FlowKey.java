package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;

/**
 * What tells one flow from another.
 *
 * @param station address of the station on the simulated network
 * @param stationPort its port
 * @param remote address of the other end as the station sees it
 * @param remotePort its port
 */
record FlowKey(Ipv4Address station, int stationPort, Ipv4Address remote, int remotePort) {}
