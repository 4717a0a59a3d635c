/** Simulated chips as devices. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.device;
