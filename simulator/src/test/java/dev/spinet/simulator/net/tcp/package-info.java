/** Tests of the TCP of a host on a simulated network. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.net.tcp;
