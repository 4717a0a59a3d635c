/** The time in which a simulation lives: real, or moved by a test. */
package dev.spinet.simulator.clock;
