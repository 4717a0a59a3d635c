/**
 * The TCP of a host on a simulated network (RFC 9293), as a passive machine: segments and the time
 * go in, segments come out, and nothing runs by itself.
 */
package dev.spinet.simulator.net.tcp;
