/**
 * The way from a simulated network to the sockets of this machine, without privileges: a virtual
 * host that answers for the outside world and relays to real peers.
 */
package dev.spinet.simulator.net.gateway;
