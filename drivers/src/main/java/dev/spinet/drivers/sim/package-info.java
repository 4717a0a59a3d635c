/** Simulated chips, by their device URIs. */
package dev.spinet.drivers.sim;
