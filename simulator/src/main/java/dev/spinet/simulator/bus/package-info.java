/** The wires of a simulated chip, and the bus interfaces that put them into the same process. */
package dev.spinet.simulator.bus;
