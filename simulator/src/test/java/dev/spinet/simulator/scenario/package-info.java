/** Tests of scenarios. */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.scenario;
