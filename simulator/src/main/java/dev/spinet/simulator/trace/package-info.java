/** What crosses the bus to a chip, written for a person to read. */
package dev.spinet.simulator.trace;
