/** Tests of simulated chips on one network. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.lan;
