/** Simulated chips on one network, as programs that serve chips need them. */
package dev.spinet.simulator.lan;
