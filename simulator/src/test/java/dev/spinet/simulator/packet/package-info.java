/** Tests of the packet views and builders. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.packet;
