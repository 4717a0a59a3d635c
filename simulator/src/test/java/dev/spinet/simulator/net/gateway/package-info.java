/** Tests of the way from a simulated network to this machine's sockets. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.net.gateway;
